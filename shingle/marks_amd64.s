#include "textflag.h"

#define BYTES(at, b) \
	DATA wordBytes<>+at(SB)/8, $(b*0x0101010101010101); \
	DATA wordBytes<>+at+8(SB)/8, $(b*0x0101010101010101)

BYTES(0, 0x20)
BYTES(16, 0x61) // a
BYTES(32, 25)   // z-a
BYTES(48, 0x30) // 0
BYTES(64, 9)    // 9-0
BYTES(80, 0x5f) // _
GLOBL wordBytes<>(SB), RODATA|NOPTR, $96

// What every amd64 has, SSE2, so that nothing has to be asked of the processor.

// The sixteen bytes at off(SI): which are letters, digits or underscores go into R8, which
// are beyond ASCII into R9, from bit shift on. A byte is in a range if it is no
// more, unsigned, than its width after its first one is taken off.
#define SIXTEEN(off, shift) \
	MOVOU    off(SI), X0; \
	PMOVMSKB X0, R11; \
	MOVO     X0, X1; \
	POR      X8, X1; \
	PSUBB    X9, X1; \
	MOVO     X1, X2; \
	PMINUB   X10, X2; \
	PCMPEQB  X1, X2; \
	MOVO     X0, X3; \
	PSUBB    X11, X3; \
	MOVO     X3, X4; \
	PMINUB   X12, X4; \
	PCMPEQB  X3, X4; \
	PCMPEQB  X13, X0; \
	POR      X4, X2; \
	POR      X2, X0; \
	PMOVMSKB X0, R10; \
	SHLQ     $shift, R10; \
	SHLQ     $shift, R11; \
	ORQ      R10, R8; \
	ORQ      R11, R9

// func markBlocks(text *byte, blocks int, words, high *uint64)
TEXT ·markBlocks(SB), NOSPLIT, $0-32
	MOVQ  text+0(FP), SI
	MOVQ  blocks+8(FP), CX
	MOVQ  words+16(FP), DI
	MOVQ  high+24(FP), DX
	MOVOU wordBytes<>+0(SB), X8
	MOVOU wordBytes<>+16(SB), X9
	MOVOU wordBytes<>+32(SB), X10
	MOVOU wordBytes<>+48(SB), X11
	MOVOU wordBytes<>+64(SB), X12
	MOVOU wordBytes<>+80(SB), X13
next:
	TESTQ CX, CX
	JLE   done
	XORL  R8, R8
	XORL  R9, R9
	SIXTEEN(0, 0)
	SIXTEEN(16, 16)
	SIXTEEN(32, 32)
	SIXTEEN(48, 48)
	MOVQ  R8, (DI)
	MOVQ  R9, (DX)
	ADDQ  $64, SI
	ADDQ  $8, DI
	ADDQ  $8, DX
	DECQ  CX
	JMP   next
done:
	RET

// The next edge of BX goes to at(DI). Where there is none left, what is written means
// nothing. TZCNT is faster than BSF, which older processors take it for: of a
// number that is not 0 both give the same.
#define EDGE(at) \
	TZCNTQ BX, AX; \
	ADDL   R9, AX; \
	MOVL   AX, at(DI); \
	LEAQ   -1(BX), AX; \
	ANDQ   AX, BX

#define EIGHT(at) \
	EDGE(at); EDGE(at+4); EDGE(at+8); EDGE(at+12); EDGE(at+16); EDGE(at+20); EDGE(at+24); EDGE(at+28)

// Twenty-four edges of a block, nearly always all, are written without asking how
// many there are: a loop that ends somewhere else in each block costs more.

// func listBlocks(words *uint64, blocks int, base uint32, before uint64, edges *uint32) int
TEXT ·listBlocks(SB), NOSPLIT, $0-48
	MOVQ words+0(FP), SI
	MOVQ blocks+8(FP), CX
	MOVL base+16(FP), R9    // place of the block
	MOVQ before+24(FP), R8  // last bit before it
	MOVQ edges+32(FP), DX   // next place
	MOVQ $0x5555555555555555, R10
	MOVQ $0x3333333333333333, R11
	MOVQ $0x0f0f0f0f0f0f0f0f, R12
	MOVQ $0x0101010101010101, R13
next:
	TESTQ CX, CX
	JLE   done
	MOVQ  (SI), AX
	LEAQ  (R8)(AX*2), BX
	MOVQ  AX, R8
	SHRQ  $63, R8
	XORQ  AX, BX
	MOVQ  DX, DI

	// DX += 4 * how many bits
	MOVQ  BX, AX
	SHRQ  $1, AX
	ANDQ  R10, AX
	MOVQ  BX, R15
	SUBQ  AX, R15
	MOVQ  R15, AX
	SHRQ  $2, AX
	ANDQ  R11, R15
	ANDQ  R11, AX
	ADDQ  R15, AX
	MOVQ  AX, R15
	SHRQ  $4, R15
	ADDQ  R15, AX
	ANDQ  R12, AX
	IMULQ R13, AX
	SHRQ  $56, AX
	LEAQ  (DX)(AX*4), DX

	EIGHT(0)
	EIGHT(32)
	EIGHT(64)
more:
	TESTQ BX, BX
	JEQ   listed
	EIGHT(96)
	ADDQ $32, DI
	JMP   more
listed:
	ADDL  $64, R9
	ADDQ  $8, SI
	DECQ  CX
	JMP   next
done:
	SUBQ edges+32(FP), DX
	SHRQ $2, DX
	MOVQ DX, ret+40(FP)
	RET
