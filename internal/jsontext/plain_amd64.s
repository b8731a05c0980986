#include "textflag.h"

#define BYTES(at, b) \
	DATA special<>+at(SB)/8, $(b*0x0101010101010101); \
	DATA special<>+at+8(SB)/8, $(b*0x0101010101010101)

BYTES(0, 0x22)  // "
BYTES(16, 0x5c) // \
BYTES(32, 0x1f) // the last control character
GLOBL special<>(SB), RODATA|NOPTR, $48

// What every amd64 has, SSE2, so that nothing has to be asked of the processor.

// func plainBlocks(b *byte, n int) int
TEXT ·plainBlocks(SB), NOSPLIT, $0-24
	MOVQ  b+0(FP), SI
	MOVQ  n+8(FP), CX
	MOVOU special<>+0(SB), X8
	MOVOU special<>+16(SB), X9
	MOVOU special<>+32(SB), X10
	XORL  AX, AX
next:
	LEAQ     16(AX), DX
	CMPQ     DX, CX
	JGT      done
	MOVOU    (SI)(AX*1), X0
	MOVO     X0, X1
	PCMPEQB  X8, X1
	MOVO     X0, X2
	PCMPEQB  X9, X2
	MOVO     X0, X3
	PMINUB   X10, X3
	PCMPEQB  X0, X3
	POR      X1, X2
	POR      X2, X3
	PMOVMSKB X3, BX
	TESTL    BX, BX
	JNE      found
	MOVQ     DX, AX
	JMP      next
found:
	BSFL BX, BX
	ADDQ BX, AX
done:
	MOVQ AX, ret+16(FP)
	RET
