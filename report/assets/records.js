// Everything that is not a match: groups, clusters, pairs, skips, settings.
function plain(head, rows, numeric) {
  const cls = (i) => ({ class: numeric.includes(i) ? "n" : null });
  return el("div", { class: "scroll" }, el("table", { class: "plain" },
    el("thead", null, el("tr", null, head.map((h, i) => el("th", { scope: "col", ...cls(i) }, h)))),
    el("tbody", null, rows.map((r) => el("tr", null, r.map((c, i) => el("td", cls(i), c)))))));
}

const listed = 500; // entries drawn at first in a list

// paged draws a long list in parts, and says how much is left.
function paged(items, draw) {
  const box = el("div");
  let done = 0;
  const button = el("button", { type: "button" });
  const more = () => {
    box.insertBefore(draw(items.slice(done, done + listed)), button);
    done = Math.min(items.length, done + listed);
    button.textContent = number(items.length - done) + " more";
    button.hidden = done === items.length;
  };
  button.addEventListener("click", more);
  box.append(button);
  more();
  return box;
}

function fold(title, ...content) { return el("details", null, el("summary", null, title), ...content); }

function drawRecords() {
  const more = $("more");
  if (data.groups.length) more.append(fold(plural(data.groups.length, "passage") + " found in many places", paged(data.groups, groupList)));
  if (data.clusters.length) more.append(fold(plural(data.clusters.length, "cluster") + " of like documents", paged(data.clusters, clusterList)));
  if (data.pairs.length) more.append(fold(plural(data.pairs.length, "pair") + " of documents that share text", paged(data.pairs, pairTable)));
  if (data.skips.length) more.append(fold("Skips and notices: " + number(data.skips.reduce((n, s) => n + (s.count || 1), 0)), paged(data.skips, skipTable)));
  more.append(fold("Settings and funnel", ...settings()));
  more.firstChild.open = ofDocuments && data.pairs.length > 0; // which is the answer there
}

function groupList(groups) {
  return el("ul", null, groups.map((g) => el("li", null, chip(partOf(g), KINDS[g.kind]), " " + plural(g.places.length, "place") + ", similarity at least " + decimal(g.similarity),
    passage(g.representative) === null ? "" : el("div", { dir: "auto" }, show(passage(g.representative))),
    paged(g.places, (places) => el("ul", null, places.map((p) => el("li", null, where(p))))))));
}

function clusterList(clusters) {
  return el("ul", null, clusters.map((c) => el("li", null, quote(docs[c.representative].name), ` stands for ${plural(c.docs.length, "document")}, cohesion ${decimal(c.cohesion)}`,
    el("ul", null, c.docs.filter((d) => d !== c.representative).map((d) => el("li", null, quote(docs[d].name)))))));
}

function pairTable(pairs) {
  const passages = (...cells) => (ofDocuments ? [] : cells);
  return plain(["Kind", "Jaccard", "Containment", "Of first", "Of second", ...passages("Matches"), "First", "Second"], pairs.map((p) => [chip(KINDS[p.kind], KINDS[p.kind]),
    decimal(p.jaccard), decimal(p.containment), percent(p.coverage_a), percent(p.coverage_b), ...passages(number(p.matches)), quote(docs[p.a].name), quote(docs[p.b].name)]), ofDocuments ? [1, 2, 3, 4] : [1, 2, 3, 4, 5]);
}

function skipTable(skips) { return plain(["Input", "Reason", "Detail"], skips.map((s) => [quote(s.doc), show(s.reason), quote(s.detail)]), []); }

function settings() {
  const options = Object.entries(data.options).map(([k, v]) => [show(k), show(Array.isArray(v) ? v.join(", ") : String(v))]);
  const out = [el("p", { class: "quiet" }, "respun " + show(data.version) + ", fingerprint " + show(data.fingerprint))];
  if (options.length) out.push(plain(["Option", "Value"], options, []));
  if (data.stats.stages.length) out.push(plain(["Stage", "In", "Out"], data.stats.stages.flatMap(funnelRows), [1, 2]));
  return out;
}

// funnelRows gives a stage and, a row each, why it added, dropped or capped how many.
function funnelRows(s) {
  const reasons = (how, by) => Object.entries(by).filter(([, n]) => n > 0)
    .map(([why, n]) => [el("span", { class: "reason" }, how + ": " + show(why)), number(n), ""]);
  return [[show(s.name), number(s.in), number(s.out)], ...reasons("added", s.added), ...reasons("dropped", s.dropped), ...reasons("capped", s.capped)];
}
