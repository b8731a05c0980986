// The table of matches. Only the rows near the window exist: ten thousand
// matches scroll like ten. All rows have one height, which the style sheet sets.
const COLUMNS = [["kind", "Kind"], ["similarity", "Similarity"], ["confidence", "Confidence"], ["words", "Words"], ["a", "First"], ["b", "Second"]];
const margin = 6; // rows kept beyond either edge of the window
let first = -1;
let last = -1;

// drawMarks says what the colours of words and the two figures of a match mean.
function drawMarks() {
  const used = MARKS.filter((_, i) => i > 0 && matches.some((m) => m.counts[i] > 0));
  $("marks").append(...used.map((name) => el("li", null, el("span", { class: "m " + name }, name))),
    el("li", null, "Dropped: in the first text alone; added: in the second alone. Similarity: how much the two share, rare words first; 1 is word for word. Confidence: the chance that one was made from the other."));
}

function drawHead() {
  for (const [key, title] of COLUMNS) {
    const button = el("button", { type: "button" }, title);
    button.addEventListener("click", () => sortBy(key));
    $("head").append(el("th", { role: "columnheader", scope: "col", "data-key": key }, button));
  }
  $("rows").addEventListener("click", openClicked);
  $("rows").addEventListener("keydown", moveInTable);
  addEventListener("scroll", () => drawRows(false), { passive: true });
  addEventListener("resize", () => { drawRows(true); drawOverview(); });
}

// sortBy sorts down, then up, then in the order of the documents again.
function sortBy(key) {
  const numeric = ["similarity", "confidence", "words"].includes(key);
  if (state.sort !== key) [state.sort, state.descending] = [key, numeric];
  else if (state.descending === numeric) state.descending = !numeric;
  else [state.sort, state.descending] = ["order", false];
  changed();
}

function drawTable() {
  for (const th of $("head").children) {
    if (th.dataset.key === state.sort) th.setAttribute("aria-sort", state.descending ? "descending" : "ascending");
    else th.removeAttribute("aria-sort");
  }
  $("table").setAttribute("aria-rowcount", state.visible.length + 1);
  const only = state.chosen.length ? [" of ", ...state.chosen.filter((d, i, all) => all.indexOf(d) === i).flatMap((d, i) => [i ? " and " : "", quote(docs[d].name)])] : [];
  $("count").replaceChildren(state.visible.length === matches.length ? plural(matches.length, "match")
    : number(state.visible.length) + " of " + plural(matches.length, "match"), ...only,
    matches.length ? ". Choose one to read both texts side by side." : ".");
  drawRows(true);
}

function rowHeight() {
  const style = getComputedStyle(document.documentElement);
  return parseFloat(style.getPropertyValue("--row")) * parseFloat(style.fontSize);
}

function drawRows(force) {
  const height = rowHeight();
  const top = $("rows").getBoundingClientRect().top;
  const clamp = (n) => Math.max(0, Math.min(state.visible.length, n));
  const from = clamp(Math.floor(-top / height) - margin);
  const to = clamp(Math.ceil((innerHeight - top) / height) + margin);
  if (!force && from === first && to === last) return;
  [first, last] = [from, to];
  const held = document.activeElement && document.activeElement.closest("#rows .match");
  const rows = state.visible.slice(from, to).map((m, i) => matchRow(m, from + i));
  $("rows").replaceChildren(spacer(from * height), ...rows, spacer((state.visible.length - to) * height));
  if (held) focusRow(held.dataset.index);
}

function focusRow(index) {
  const row = $("rows").querySelector(`[data-index="${Number(index)}"] a`);
  if (row) row.focus({ preventScroll: true });
}

function spacer(height) {
  const row = el("tr", { class: "spacer", "aria-hidden": "true" });
  row.style.height = height + "px";
  return row;
}

function matchRow(m, place) {
  const link = el("a", { href: "#match-" + (m.index + 1), class: "chip " + m.part,
    "aria-label": `Read match ${m.index + 1} side by side: ${KINDS[m.kind]}` }, KINDS[m.kind]);
  const labels = [m.class ? CLASSES[m.class] : "", m.excluded ? "excluded: " + show(m.excluded) : ""].filter(Boolean);
  return el("tr", { class: "row match", role: "row", "aria-rowindex": place + 2, "data-index": m.index, "data-place": place },
    el("td", { role: "cell" }, link, labels.length ? el("span", { class: "class" }, labels.join(", ")) : null),
    el("td", { role: "cell", class: "n", "data-label": "similarity" }, decimal(m.similarity)),
    el("td", { role: "cell", class: "n", "data-label": "confidence" }, decimal(m.confidence)),
    el("td", { role: "cell", class: "n words", "data-label": "words" }, number(m.a.words)),
    sideCell(m.a), sideCell(m.b));
}

function sideCell(side) {
  return el("td", { role: "cell", class: "side" }, el("span", { class: "at" }, where(side)),
    el("span", { class: "passage", dir: "auto" }, marked(side)));
}

function openClicked(e) {
  const row = e.target.closest(".match");
  if (!row || String(getSelection())) return;
  e.preventDefault();
  location.hash = "match-" + (Number(row.dataset.index) + 1);
}

function moveInTable(e) {
  const row = e.target.closest(".match");
  const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 5, PageUp: -5 }[e.key];
  if (!row || !step) return;
  e.preventDefault();
  goToRow(Math.max(0, Math.min(state.visible.length - 1, Number(row.dataset.place) + step)));
}

// goToRow brings a row into the window and focuses it.
function goToRow(place) {
  const height = rowHeight();
  const top = $("rows").getBoundingClientRect().top + place * height;
  const room = $("filters").getBoundingClientRect().height + 8;
  if (top < room) scrollBy(0, top - room);
  else if (top + height > innerHeight) scrollBy(0, top + height - innerHeight + 8);
  drawRows(true);
  focusRow(state.visible[place].index);
}
