// A row per document: its bar, and arcs to those it shares text with.
const rowsAtOnce = 12; // so that the matches are not far below
let rowsShown = rowsAtOnce;

// links sums up the matches of each two documents.
function links() {
  const found = new Map();
  const join = (a, b) => {
    const key = Math.min(a, b) + ":" + Math.max(a, b);
    if (!found.has(key)) found.set(key, { a: Math.min(a, b), b: Math.max(a, b), words: 0, count: 0, parts: {}, note: "" });
    return found.get(key);
  };
  for (const m of state.level) {
    const link = join(m.a.doc, m.b.doc);
    link.count++;
    link.words += m.a.words;
    link.parts[m.part] = (link.parts[m.part] || 0) + m.a.words;
  }
  for (const p of data.pairs) {
    if (p.matches > 0 || !state.kinds.has(p.kind) || Math.max(p.jaccard, p.containment) < state.similarity) continue;
    const link = join(p.a, p.b);
    link.note = "jaccard " + decimal(p.jaccard) + ", containment " + decimal(p.containment);
    link.parts[KINDS[p.kind]] = 1;
  }
  return [...found.values()];
}

const mainPart = (link) => PARTS.reduce((best, p) => ((link.parts[p] || 0) > (link.parts[best] || 0) ? p : best));

// ordered puts the documents of the heaviest links first, next to each other.
function ordered(all) {
  const heaviest = all.toSorted((x, y) => y.words - x.words || x.a - y.a || x.b - y.b);
  return [...new Set([...heaviest.flatMap((l) => [l.a, l.b]), ...docs.keys()])];
}

// shares gives the part of each document's characters that each part covers.
function shares(wanted) {
  const spans = new Map([...wanted].map((d) => [d, []]));
  for (const m of state.level) {
    const part = PARTS.indexOf(m.part);
    for (const s of [m.a, m.b]) if (spans.has(s.doc)) spans.get(s.doc).push([s.start, part, 1], [s.end, part, -1]);
  }
  for (const g of data.groups.filter(groupPasses)) {
    const part = PARTS.indexOf(partOf(g));
    for (const p of g.places) if (spans.has(p.doc)) spans.get(p.doc).push([p.start, part, 1], [p.end, part, -1]);
  }
  return new Map([...spans].map(([doc, events]) => [doc, sweep(events, docs[doc].length)]));
}

function sweep(events, length) {
  events.sort((x, y) => x[0] - y[0]);
  const open = PARTS.map(() => 0);
  const covered = PARTS.map(() => 0);
  let last = 0;
  for (const [at, part, step] of events) {
    const top = open.findIndex((n) => n > 0);
    if (top >= 0) covered[top] += at - last;
    last = at;
    open[part] += step;
  }
  return covered.map((n) => (length ? n / length : 0));
}

function drawOverview() {
  const all = links();
  const order = ordered(all);
  const shown = order.slice(0, rowsShown);
  const share = shares(shown);
  $("docs").replaceChildren(...shown.map((d) => documentRow(d, share.get(d))));
  drawArcs(all, new Map(shown.map((d, i) => [d, i])));
  const more = $("docs-more");
  const silent = data.stats.documents - docs.length;
  more.replaceChildren(silent > 0 ? "In " + plural(silent, "further document") + " nothing was found. " : "");
  if (order.length > shown.length) {
    const here = new Set(shown);
    const cut = all.filter((l) => here.has(l.a) !== here.has(l.b)).length;
    const button = el("button", { type: "button" }, "Show more");
    button.addEventListener("click", () => { rowsShown += 5 * rowsAtOnce; drawOverview(); });
    more.append(number(shown.length) + " of " + plural(order.length, "document") + " shown, the busiest first" + (cut ? "; " + plural(cut, "link") + " to others not drawn. " : ". "), button);
  }
}

function documentRow(d, share) {
  const doc = docs[d];
  const inWords = doc.shares ? Math.max(0, 1 - doc.shares.inside - doc.shares.across) : 1;
  const free = doc.length ? Math.max(0, 1 - share.reduce((a, b) => a + b, 0)) : inWords; // less than is original: a text that repeats itself has both sides in its bar
  const name = el("button", { type: "button", "aria-pressed": String(state.chosen.includes(d)), title: show(doc.name) }, quote(doc.name));
  name.addEventListener("click", () => choose([d]));
  const bar = el("span", { class: "bar", role: "img", "aria-label": describe(share, free) });
  share.forEach((s, i) => {
    if (s <= 0) return;
    const part = el("span", { class: "fill " + PARTS[i], title: (LABELS[PARTS[i]] || PARTS[i]) + " " + percent(s) });
    part.style.width = 100 * s + "%";
    bar.append(part);
  });
  return el("li", null, el("span", { class: "name" }, name, about(doc)), ofDocuments ? null : bar,
    el("span", { class: "own" }, doc.shares ? percent(inWords) + " original" : doc.length && !ofDocuments ? percent(1 - free) + " matched" : ""));
}

function about(doc) {
  const facts = [doc.source, doc.date, doc.title].filter(Boolean).map(show);
  if (doc.duplicate !== undefined) facts.push("duplicate of " + show(docs[doc.duplicate].name));
  if (doc.shares) {
    const parts = [["repeats itself", doc.shares.inside], ["found elsewhere", doc.shares.across]].filter(([, share]) => share > 0);
    facts.push([plural(doc.shares.words, "word"), parts.map(([what, share]) => what + " " + percent(share)).join(", ")].filter(Boolean).join(": "));
  }
  return facts.length ? el("small", { title: facts.join(" · ") }, facts.join(" · ")) : null;
}

function describe(share, free) {
  return [FREE + " " + percent(free), ...share.map((s, i) => (s > 0 ? PARTS[i] + " " + percent(s) : "")).filter(Boolean)].join(", ");
}

// drawArcs joins the rows of documents that share text; a loop is a document
// that repeats itself.
function drawArcs(all, row) {
  const height = parseFloat(getComputedStyle(document.documentElement).getPropertyValue("--doc-row"));
  const picture = $("arcs");
  const width = picture.clientWidth || 170;
  picture.setAttribute("height", height * row.size);
  const y = (d) => (row.get(d) + 0.5) * height;
  const visible = all.filter((l) => row.has(l.a) && row.has(l.b));
  const linked = new Set(visible.flatMap((l) => [l.a, l.b]));
  const most = visible.reduce((n, l) => Math.max(n, l.words), 1);
  picture.replaceChildren(...visible.map((l) => arc(l, y(l.a), y(l.b), width, height, most)),
    ...[...linked].map((d) => svg("circle", { class: "dot", cx: 8, cy: y(d), r: 4 })));
}

function arc(link, y1, y2, width, height, most) {
  const reach = link.a === link.b ? 34 : Math.min(width - 14, 16 + Math.abs(y2 - y1) * 0.55) * 1.3;
  const d = link.a === link.b
    ? `M8 ${y1} C ${8 + reach} ${y1 - height * 0.42}, ${8 + reach} ${y1 + height * 0.42}, 8 ${y1}`
    : `M8 ${y1} C ${8 + reach} ${y1}, ${8 + reach} ${y2}, 8 ${y2}`;
  const label = (link.a === link.b ? show(docs[link.a].name) + " repeats itself" : show(docs[link.a].name) + " and " + show(docs[link.b].name)) + ": " +
    [link.count ? plural(link.count, "match") + ", " + plural(link.words, "word") : "", link.note, "mostly " + mainPart(link)].filter(Boolean).join(", ");
  const path = svg("path", { class: "link " + mainPart(link), d, "stroke-width": (1.5 + 5 * Math.sqrt(link.words / most)).toFixed(1),
    tabindex: 0, role: "button", "aria-label": label }, svg("title", null, label));
  const pick = () => choose([link.a, link.b]);
  path.addEventListener("click", pick);
  path.addEventListener("keydown", (e) => { if (e.key === "Enter" || e.key === " ") { e.preventDefault(); pick(); } });
  return path;
}

const FREE = "in no match";

function drawLegend() {
  const item = (part, label) => el("li", null, el("i", { class: "fill " + part }), label);
  if (ofDocuments) {
    $("legend").append(...KINDS.slice(0, 2).map((k) => item(k, k)), el("li", null, "Arcs: who is like whom."));
    return;
  }
  $("legend").append(...PARTS.map((p) => item(p, LABELS[p] || p)), item("original", FREE),
    el("li", null, "Bars: share of each text's characters that lie in matches. Arcs: who shares with whom." +
      (docs.some((d) => d.shares) ? " Original: words that neither stand in another text nor repeat an earlier passage of their own." : "")));
}
