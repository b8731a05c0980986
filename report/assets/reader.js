// Side by side: both texts, every shown passage a link to its double.
let current = null;

function setUpReader() {
  const reader = $("reader");
  $("previous").addEventListener("click", () => step(-1));
  $("next").addEventListener("click", () => step(1));
  $("double").addEventListener("click", () => toDouble(null));
  $("close").addEventListener("click", () => reader.close());
  reader.addEventListener("close", closed);
  reader.addEventListener("keydown", readerKey);
  reader.addEventListener("click", followLink);
  addEventListener("hashchange", openHash);
}

function openHash() {
  const found = /^#match-(\d+)$/.exec(location.hash);
  const m = found && matches[Number(found[1]) - 1];
  if (m) openMatch(m);
  else if ($("reader").open) $("reader").close();
}

function closed() {
  const m = current;
  current = null;
  if (location.hash) history.replaceState(null, "", "#");
  const place = state.visible.indexOf(m);
  if (place >= 0) goToRow(place);
}

function openMatch(m) {
  current = m;
  const place = state.visible.indexOf(m);
  $("reader-title").textContent = "Match " + (m.index + 1);
  $("reader-facts").replaceChildren(chip(m.part, KINDS[m.kind]), m.class ? "class " + CLASSES[m.class] : "",
    el("span", null, "similarity " + decimal(m.similarity)), el("span", null, "confidence " + decimal(m.confidence)),
    el("span", null, place < 0 ? "not in the table as filtered" : number(place + 1) + " of " + number(state.visible.length)));
  $("previous").disabled = place <= 0;
  $("next").disabled = place >= state.visible.length - 1;
  $("reader-why").replaceChildren(...why(m));
  if (!$("reader").open) $("reader").showModal();
  drawPane($("pane-a"), m.a, m.b, "First text");
  drawPane($("pane-b"), m.b, m.a, "Second text");
  $("reader-title").focus({ preventScroll: true });
}

function why(m) {
  const counts = MARKS.map((name, i) => [name, m.counts[i]]).filter(([, n]) => n > 0);
  const out = [];
  if (m.why) out.push(el("p", null, quote(m.why)));
  if (!m.why && m.obfuscation.length) out.push(el("p", null, el("strong", null, "Hidden by " + m.obfuscation.map(show).join(", ") + ".")));
  if (m.rare.length) out.push(el("p", { class: "quiet" }, "Rarest shared stems: ", quote(m.rare.join(", "))));
  if (m.alsoIn && m.alsoIn.length) out.push(el("p", { class: "quiet" }, "Also in: ", quote(m.alsoIn.join(", "))));
  out.push(el("ul", { class: "legend" }, counts.map(([name, n]) => el("li", null, el("span", { class: "m " + name }, name), " " + number(n)))));
  return out;
}

function drawPane(pane, side, other, title) {
  const doc = docs[side.doc];
  const head = [doc.source, doc.date, doc.title].filter(Boolean).map(show).join(" · ");
  const text = el("div", { class: "text", tabindex: 0, role: "region", dir: "auto", "aria-label": title + ": " + show(doc.name) });
  const parts = pieces(side.doc);
  if (parts.length === 0) text.append(el("p", { class: "quiet" }, "The text of this document is left out of this report. The strip above shows where its passages are."));
  let at = 0;
  for (const [start, content] of parts) {
    if (start > at) text.append(gap(start - at));
    text.append(...passages(side, start, content));
    at = start + content.length;
  }
  if (parts.length && at < doc.length) text.append(gap(doc.length - at));
  pane.replaceChildren(el("header", null, el("h3", null, quote(doc.name)),
    el("p", null, [head, side.line ? "line " + number(side.line) : "", plural(side.words, "word") + " in this passage"].filter(Boolean).join(" · ")),
    strip(side, doc)), text);
  const here = text.querySelector(".hit.now");
  if (here) text.scrollTop = Math.max(0, here.offsetTop - text.clientHeight * 0.28);
}

const gap = (n) => el("span", { class: "gap" }, "⋯ " + plural(n, "character") + " left out ⋯");

// covering lists the shown passages of a document, as [start, end, match].
function covering(doc) {
  const out = [];
  for (const m of new Set([...state.level, current])) {
    if (m.a.doc === doc) out.push([m.a.start, m.a.end, m]);
    if (m.b.doc === doc) out.push([m.b.start, m.b.end, m]);
  }
  return out.sort((x, y) => x[0] - y[0] || y[1] - x[1]);
}

// passages cuts a piece of text where passages begin and end.
function passages(side, start, content) {
  const end = start + content.length;
  const all = covering(side.doc).filter((c) => c[1] > start && c[0] < end);
  const cuts = [...new Set([start, end, ...all.flatMap((c) => [Math.max(start, c[0]), Math.min(end, c[1])])])]
    .filter((c) => c <= side.start || c >= side.end).sort((x, y) => x - y); // the current passage stays whole
  const out = [];
  let next = 0;
  let open = [];
  for (let i = 0; i + 1 < cuts.length; i++) {
    const [from, to] = [cuts[i], cuts[i + 1]];
    open = open.filter((c) => c[1] > from);
    while (next < all.length && all[next][0] < to) open.push(all[next++]);
    const text = content.slice(from - start, to - start);
    out.push(open.length ? hit(side, from, to, text, [...new Set(open.map((c) => c[2]))]) : show(text));
  }
  return out;
}

// hit is a passage as a link: the current one to its double, another to its
// match, and where there are several, to each in turn.
function hit(side, from, to, text, found) {
  const here = from >= side.start && to <= side.end;
  const target = here ? current : found[(found.indexOf(current) + 1) % found.length];
  const top = here ? current : found.reduce((best, m) => (PARTS.indexOf(m.part) < PARTS.indexOf(best.part) ? m : best));
  const label = target === current ? "Go to the double" : "Go to match " + (target.index + 1);
  return el("a", { class: "hit " + top.part + (here ? " now" : ""), href: "#match-" + (target.index + 1), "data-target": target.index,
    title: label + (found.length > 1 ? ` (${found.length} matches here)` : "") }, here ? cutMarks(text, from, side) : show(text));
}

function strip(side, doc) {
  const picture = svg("svg", { class: "strip", viewBox: "0 0 1000 14", preserveAspectRatio: "none", "aria-hidden": "true" },
    svg("rect", { class: "base", x: 0, y: 3, width: 1000, height: 8 }));
  const scale = 1000 / Math.max(1, doc.length);
  for (const [start, end, m] of covering(side.doc)) {
    const now = m === current && start === side.start;
    picture.append(svg("rect", { class: m.part + (now ? " now" : ""), x: start * scale, width: Math.max(3, (end - start) * scale), y: now ? 0 : 3, height: now ? 14 : 8 }));
  }
  return picture;
}

function followLink(e) {
  const link = e.target.closest(".hit");
  if (!link || matches[Number(link.dataset.target)] !== current) return;
  e.preventDefault();
  toDouble(link.closest(".pane"));
}

// toDouble moves to the current passage in the pane that is not from.
function toDouble(from) {
  const pane = from || (document.activeElement && document.activeElement.closest(".pane"));
  const other = pane === $("pane-a") ? $("pane-b") : $("pane-a");
  const double = other.querySelector(".hit.now") || other.querySelector(".text");
  double.scrollIntoView({ block: "center" });
  double.focus({ preventScroll: true });
  double.classList.remove("flash");
  requestAnimationFrame(() => double.classList.add("flash"));
}

function step(by) {
  const m = state.visible[state.visible.indexOf(current) + by];
  if (!m) return;
  history.replaceState(null, "", "#match-" + (m.index + 1));
  openMatch(m);
}

function readerKey(e) {
  if (e.ctrlKey || e.metaKey || e.altKey) return;
  const act = { n: () => step(1), p: () => step(-1), d: () => toDouble(null) }[e.key];
  if (act) { e.preventDefault(); act(); }
}
