// The head of the page, printing, and the start.
const printed = 1000; // matches put on paper

function drawSummary() {
  const s = data.stats;
  const kinds = KINDS.map((k, i) => [matches.reduce((n, m) => n + (m.kind === i), 0), k]).filter(([n]) => n > 0).map(([n, k]) => number(n) + " " + k);
  const found = s.matches ? plural(s.matches, "match") + (data.left.match ? "" : " (" + kinds.join(", ") + ")")
    : data.pairs.length ? plural(data.pairs.length, "pair") + " of like documents" : "nothing used twice";
  const drafts = data.checks.length; // of an archive a check sees the possible sources alone
  const compared = drafts || data.options.check ? plural(drafts, "draft") + " against " + plural(s.documents - drafts, "document") : plural(s.documents, "document");
  $("summary").textContent = `${compared}, ${plural(s.words, "word")}: ${found}.`;
  const classes = CLASSES.map((c) => [s.stages.reduce((n, g) => n + (g.dropped["class " + c] || 0), 0), c]).filter(([n]) => n > 0);
  if (classes.length) $("left-out").textContent = `Left out by class: ${classes.map(([n, c]) => number(n) + " " + c).join(", ")}; --classes all tells them too.`;
  const notes = [];
  const left = Object.entries(data.left).map(([what, n]) => plural(n, what));
  if (left.length) notes.push(`The page would be too large with all records and lacks the last ${left.join(", ")}; JSON lines have them all.`);
  if (data.excerpts) notes.push(`Of ${plural(data.excerpts, "long document")} only the passages and what stands around them are in this page.`);
  if (data.redacted) notes.push("The texts of sources are left out of this version.");
  if (notes.length) { $("notes").hidden = false; $("notes").textContent = notes.join(" "); }
}

function setUpTheme() {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const root = document.documentElement;
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : dark.matches);
  const label = () => { $("theme").textContent = isDark() ? "Light" : "Dark"; };
  $("theme").addEventListener("click", () => { root.dataset.theme = isDark() ? "light" : "dark"; label(); });
  dark.addEventListener("change", label);
  label();
}

// fillPrint puts the matches on paper: a table that scrolls cannot be printed.
function fillPrint() {
  const shown = state.visible.slice(0, printed);
  const left = state.visible.length - shown.length;
  const filtered = matches.length - state.visible.length;
  const side = (s) => el("div", null, el("div", { class: "at" }, where(s)), el("div", { class: "passage", dir: "auto" }, marked(s)));
  $("print").replaceChildren(filtered > 0 ? el("p", null, plural(filtered, "match") + " filtered out before printing.") : "", ...shown.map((m) => el("article", null,
    el("p", null, chip(m.part, KINDS[m.kind]), ` ${m.index + 1} · similarity ${decimal(m.similarity)} · confidence ${decimal(m.confidence)}${m.class ? " · class " + CLASSES[m.class] : ""}`),
    el("div", { class: "both" }, side(m.a), side(m.b)))), left > 0 ? el("p", null, plural(left, "further match") + " not printed.") : "");
}

$("matches").hidden = document.querySelector(".skip").hidden = matches.length === 0;
$("overview").hidden = docs.length === 0;
document.body.classList.toggle("documents", ofDocuments);
drawSummary();
setUpTheme();
drawDesk();
drawLegend();
drawRecords();
drawFilters();
drawMarks();
drawHead();
setUpReader();
addEventListener("beforeprint", fillPrint);
addEventListener("afterprint", () => $("print").replaceChildren());
applyFilters();
drawOverview();
drawTable();
openHash();
