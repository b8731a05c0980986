// What a check says of drafts: the verdict first, then the shares, whom to
// credit, and the draft itself with its passages marked.
const SHARES = ["verbatim", "near-duplicate", "spun", "inside", "quoted", "template", "excluded", "original"];
const SHARE_LABELS = {
  verbatim: "Copied word for word", "near-duplicate": "Copied and edited", spun: "Reworded", inside: "Repeats the draft itself",
  quoted: "Quoted, and attributed", template: "Template, list and the like", excluded: "Excluded otherwise", original: "Original",
};
const REASONS = {
  quotation: "Quotations", references: "List of references", ignored: "Listed phrases", template: "Templates, lists and the like",
  short: "Short matches", trusted: "Trusted sources",
};
const sourcesAtOnce = 10;
const alsoAtOnce = 3;

const shareClass = (name) => (SHARES.includes(name) ? name : "excluded");
const docNamed = new Map(docs.map((d, i) => [d.name, i]));

function drawDesk() {
  if (data.checks.length === 0) return;
  document.body.classList.add("desk");
  $("desk").hidden = false;
  const drafts = data.checks.map((c) => draft(c, data.checks.length === 1));
  if (drafts.length > 1) $("desk").append(draftList(drafts));
  $("desk").append(...drafts);
  const passages = new Map(data.checks.flatMap((c) => c.passages).map((p) => [p.match, p]));
  for (const m of matches) {
    const p = passages.get(m.id);
    if (p) m.alsoIn = p.also_in;
  }
}

function draftList(drafts) {
  const over = data.checks.reduce((n, c) => n + c.over, 0);
  return el("article", { class: "draft" + (over ? " over" : "") },
    el("h2", null, over ? `${number(over)} of ${plural(drafts.length, "draft")} ${over === 1 ? "does" : "do"} not pass` : `All ${plural(drafts.length, "draft")} pass`),
    el("ol", { class: "drafts" }, data.checks.map((c, i) => {
      const go = el("button", { type: "button" }, quote(c.draft));
      go.addEventListener("click", () => { drafts[i].scrollIntoView({ block: "start" }); drafts[i].querySelector("h2").focus({ preventScroll: true }); });
      return el("li", { class: c.over ? "over" : null }, el("span", { class: "verdict" }, c.over ? "Does not pass" : "Passes"), go, shareBar(c));
    })));
}

function draft(c, open) {
  const gates = c.gates.filter((g) => g.over === c.over).map((g) => `${g.name} ${percent(g.share)}, limit ${percent(g.limit)}`);
  return el("article", { class: "draft" + (c.over ? " over" : "") }, el("h2", { tabindex: -1 }, quote(c.draft)),
    el("p", null, el("span", { class: "verdict" }, c.over ? "Does not pass" : "Passes"), gates.length ? ": " + show(gates.join("; ")) : "", " · " + plural(c.words, "word")),
    shareBar(c),
    el("div", { class: "columns" }, shareTable(c), sourceTable(c)),
    draftText(c, open));
}

const shareOf = (c, name) => c.shares.find((s) => s.name === name);

function shareBar(c) {
  const shown = SHARES.map((name) => shareOf(c, name)).filter((s) => s && s.share > 0);
  const bar = el("div", { class: "bar", role: "img", "aria-label": shown.map((s) => s.name + " " + percent(s.share)).join(", ") || "nothing" });
  for (const s of shown) {
    const part = el("span", { class: "fill " + shareClass(s.name), title: (SHARE_LABELS[s.name] || show(s.name)) + " " + percent(s.share) });
    part.style.width = 100 * s.share + "%";
    bar.append(part);
  }
  return bar;
}

// shareTable gives the shares, below each what was excluded for which reason.
function shareTable(c) {
  const shown = [...c.shares].filter((s) => s.words > 0 || s.all_words > 0 || s.name === "original")
    .sort((x, y) => SHARES.indexOf(x.name) - SHARES.indexOf(y.name));
  const box = el("div", null, plain(["Part", "Share", "Words", "Nothing excluded"], shown.map((s) => [
    el("span", null, el("i", { class: "key fill " + shareClass(s.name) }), SHARE_LABELS[s.name] || show(s.name)),
    percent(s.share), number(s.words), percent(s.all_share) + " · " + number(s.all_words)]), [1, 2, 3]));
  if (c.exclusions.length) {
    box.append(el("p", { class: "quiet" }, "Does not count: " + c.exclusions.map((x) => `${REASONS[x.reason] || show(x.reason)} (${plural(x.words, "word")}, ${plural(x.passages, "passage")})`).join("; ") + "."));
  }
  return box;
}

function sourceTable(c) {
  if (c.sources.length === 0) return el("p", { class: "quiet" }, "Nothing of it was found elsewhere.");
  const shown = c.sources.filter((s) => s.words > 0);
  const box = el("div", null);
  const draw = (upto) => {
    box.replaceChildren(plain(["No.", "Source", "Share", "Words"], shown.slice(0, upto).map((s, i) =>
      [String(i + 1), sourceName(c, s), percent(s.share), number(s.words)]), [0, 2, 3]));
    if (upto < shown.length) {
      const more = el("button", { type: "button" }, plural(shown.length - upto, "more source"));
      more.addEventListener("click", () => draw(shown.length));
      box.append(more);
    }
    const others = c.sources.length - shown.length;
    if (others) box.append(el("p", { class: "quiet" }, plural(others, "further document") + " with words of the draft that are credited to these."));
  };
  draw(sourcesAtOnce);
  return box;
}

function sourceName(c, s) {
  const facts = [s.title, s.source, s.date, s.trusted && "trusted as " + s.trusted, plural(s.passages, "passage"),
    s.excluded && plural(s.excluded, "word") + " of these excluded"].filter(Boolean).map(show).join(" · ");
  const doc = docNamed.get(s.doc);
  if (doc === undefined) return el("span", null, quote(s.doc), " ", el("span", { class: "quiet" }, facts));
  const go = el("button", { type: "button", class: "link", title: "Show the matches with this source" }, quote(s.doc));
  go.addEventListener("click", () => { choose([c.doc, doc]); $("matches").scrollIntoView(); $("matches").focus({ preventScroll: true }); });
  return el("span", null, go, " ", el("span", { class: "quiet" }, facts));
}

// draftText shows the draft with its passages marked, when it is opened.
function draftText(c, open) {
  if (pieces(c.doc).length === 0) return null;
  const box = el("div", { class: "written" });
  const view = el("details", { open }, el("summary", null, "The draft, passage by passage"), box);
  const byID = new Map(matches.map((m) => [m.id, m]));
  const fillIn = () => {
    if (view.open && !box.hasChildNodes()) box.append(el("div", { class: "words", dir: "auto" }, marksOf(c, byID)), passageList(c, byID));
  };
  view.addEventListener("toggle", fillIn);
  fillIn();
  return view;
}

function marksOf(c, byID) {
  const out = [];
  let at = 0;
  for (const [start, content] of pieces(c.doc)) {
    if (start > at) out.push(gap(start - at));
    let done = start;
    for (const p of c.passages) {
      const [from, to] = [Math.max(p.start, done), Math.min(p.end, start + content.length)];
      if (to <= from) continue;
      out.push(show(content.slice(done - start, from - start)), checked(c, p, content.slice(from - start, to - start), byID.get(p.match)));
      done = to;
    }
    out.push(show(content.slice(done - start)));
    at = start + content.length;
  }
  if (at < docs[c.doc].length) out.push(gap(docs[c.doc].length - at));
  return out;
}

const partOfPassage = (p) => (p.excluded ? { quotation: "quoted", template: "template" }[p.excluded] || "excluded" : shareClass(p.kind));

// checked is one passage of the draft: a link to its match, where the page has it.
function checked(c, p, text, match) {
  const attributes = { class: "hit " + partOfPassage(p), title: facts(c, p).join("; ") };
  return match ? el("a", { ...attributes, href: "#match-" + (match.index + 1) }, show(text)) : el("span", attributes, show(text));
}

function facts(c, p) {
  const also = p.also_in || [];
  return [p.kind === "inside" ? "repeats the draft itself" : p.kind + ", from " + p.source,
    also.length ? "also in " + also.slice(0, alsoAtOnce).join(", ") + (also.length > alsoAtOnce ? ` and ${number(also.length - alsoAtOnce)} more` : "") : "",
    p.excluded ? "does not count: " + (REASONS[p.excluded] || p.excluded).toLowerCase() : ""].filter(Boolean).map(show);
}

// passageList says of each passage in words what colours and titles say.
function passageList(c, byID) {
  if (c.passages.length === 0) return null;
  const entry = (p) => {
    const match = byID.get(p.match);
    const label = chip(partOfPassage(p), plural(p.words, "word"));
    const [what, ...rest] = facts(c, p);
    return el("li", null, match ? el("a", { href: "#match-" + (match.index + 1), "aria-label": `Read side by side: ${what}, ${plural(p.words, "word")}` }, label) : label,
      " ", el("bdi", null, what), rest.map((f) => el("small", null, el("bdi", null, f))));
  };
  return el("div", { class: "notes" }, el("h3", null, plural(c.passages.length, "passage")), paged(c.passages, (list) => el("ol", null, list.map(entry))));
}
