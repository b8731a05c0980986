// The data and how it becomes elements. What strangers wrote only ever becomes
// text nodes: there is no innerHTML, no address and no attribute name of theirs.
const KINDS = ["verbatim", "near-duplicate", "spun"];
const CLASSES = ["reuse", "template", "furniture", "caption", "echo", "parallel", "list", "series", "quotation"];
const MARKS = ["kept", "moved", "synonym", "replaced", "added", "dropped"];
// The parts of a bar; what a passage counts as where several cover it is decided by this order.
const PARTS = ["verbatim", "near-duplicate", "spun", "quoted", "template"];

const $ = (id) => document.getElementById(id);
const data = JSON.parse($("data").textContent);
const docs = data.docs;
const matches = data.matches;
// ofDocuments tells that whole documents were compared: there are no passages to draw or to list.
const ofDocuments = data.options.level === "document";
const LABELS = { template: data.checks.length ? "excluded otherwise" : "template, list and the like" };
matches.forEach((m, i) => { m.index = i; m.part = partOf(m); });

function partOf(m) {
  if (m.excluded) return m.excluded === "quotation" ? "quoted" : "template";
  if (m.class === 0 || data.checks.length && KINDS[m.kind] !== "spun") return KINDS[m.kind]; // a draft's copies count
  return CLASSES[m.class] === "quotation" ? "quoted" : "template";
}

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value);
  }
  node.append(...children.flat().filter((c) => c !== null && c !== undefined));
  return node;
}

function el(tag, attributes, ...children) { return fill(document.createElement(tag), attributes, children); }

function svg(tag, attributes, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

const HIDDEN = /[\u0000-\u0008\u000b\u000e-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\udb40[\udc00-\udc7f]/g;

// show makes visible what would act unseen: controls, direction overrides.
function show(text) {
  return text.replace(/\r\n?/g, "\n").replace(/^\ufeff|\u00ad/g, "").replace(HIDDEN, (c) => {
    const code = c.codePointAt(0);
    if (code < 32) return String.fromCharCode(0x2400 + code);
    return "<U+" + code.toString(16).toUpperCase().padStart(4, "0") + ">";
  });
}

// quote is a stranger's short string in its own direction.
function quote(text) { return el("bdi", null, show(text)); }

const number = (n) => n.toLocaleString("en");
const percent = (x) => (Math.round(1000 * x) / 10).toFixed(1) + "%";
const decimal = (x) => (Math.floor(x * 100 + 1e-9) / 100).toFixed(2);

function plural(n, noun) {
  return number(n) + " " + noun + (n === 1 ? "" : noun.endsWith("ch") ? "es" : "s");
}

// texts of documents are parsed when they are first looked at.
const texts = new Map();

// pieces gives a document's text as [start, text] pieces; none if it is left out.
function pieces(doc) {
  if (!texts.has(doc)) {
    const node = $("doc-" + doc);
    texts.set(doc, node ? JSON.parse(node.textContent) : []);
    if (node) node.remove();
  }
  return texts.get(doc);
}

// passage gives the text of a side, or null where it is left out.
function passage(side) {
  for (const [start, text] of pieces(side.doc)) {
    if (start <= side.start && side.end <= start + text.length) return text.slice(side.start - start, side.end - start);
  }
  return null;
}

// marked gives a side's passage as elements, words marked.
function marked(side) {
  const text = passage(side);
  if (text === null) return [el("em", { class: "quiet" }, "text left out")];
  return cutMarks(text, side.start, side);
}

// cutMarks marks the words of text, which begins at position start.
function cutMarks(text, start, side) {
  const out = [];
  let at = start;
  const upto = (end) => { if (end > at) out.push(show(text.slice(at - start, end - start))); at = Math.max(at, end); };
  for (let i = 0; i < side.marks.length; i += 3) {
    const from = Math.max(side.start + side.marks[i], at);
    const to = Math.min(side.start + side.marks[i + 1], start + text.length);
    if (to <= from) continue;
    upto(from);
    const mark = MARKS[side.marks[i + 2]];
    out.push(el("span", { class: "m " + mark, title: mark }, show(text.slice(from - start, to - start))));
    at = to;
  }
  upto(start + text.length);
  return out;
}

function chip(part, label) { return el("span", { class: "chip " + part }, label); }

function where(side) {
  const parts = [quote(docs[side.doc].name)];
  if (side.line) parts.push(", line " + number(side.line));
  return parts;
}
