// What is shown: the filters, and the matches they leave in the chosen order.
const state = {
  kinds: new Set(KINDS.keys()),
  classes: new Set(matches.map((m) => m.class)),
  similarity: 0,
  confidence: 0,
  query: "",
  chosen: [], // documents picked in the overview: one, or two that share
  sort: "order",
  descending: false,
  level: [], // matches that pass all filters but those for documents
  visible: [], // matches in the table
};

const classesSeen = new Set(state.classes);

const SORTS = {
  order: (a, b) => a.index - b.index,
  kind: (a, b) => a.kind - b.kind || a.class - b.class,
  similarity: (a, b) => a.similarity - b.similarity,
  confidence: (a, b) => a.confidence - b.confidence,
  words: (a, b) => a.a.words + a.b.words - b.a.words - b.b.words,
  a: (a, b) => compareNames(a.a, b.a),
  b: (a, b) => compareNames(a.b, b.b),
};

const ranks = new Map(docs.map((d, i) => [i, d.name]).sort((x, y) => (x[1] < y[1] ? -1 : x[1] > y[1] ? 1 : 0)).map(([i], rank) => [i, rank]));
function compareNames(x, y) { return ranks.get(x.doc) - ranks.get(y.doc) || x.start - y.start; }

function passes(m) {
  return state.kinds.has(m.kind) && state.classes.has(m.class) && m.similarity >= state.similarity && m.confidence >= state.confidence;
}

// groupPasses is for groups, which have no confidence.
function groupPasses(g) {
  return state.kinds.has(g.kind) && g.similarity >= state.similarity && (state.classes.has(g.class) || !classesSeen.has(g.class));
}

function involves(m) {
  const [x, y] = state.chosen;
  if (y !== undefined) return (m.a.doc === x && m.b.doc === y) || (m.a.doc === y && m.b.doc === x);
  return x === undefined || m.a.doc === x || m.b.doc === x;
}

function named(m, found) { return found.has(m.a.doc) || found.has(m.b.doc); }

function applyFilters() {
  state.level = matches.filter(passes);
  state.visible = state.level.filter(involves);
  const query = state.query.toLowerCase();
  if (query) {
    const found = new Set(docs.map((d, i) => (d.name.toLowerCase().includes(query) ? i : -1)));
    state.visible = state.visible.filter((m) => named(m, found));
  }
  const by = SORTS[state.sort];
  const sign = state.descending ? -1 : 1;
  state.visible.sort((a, b) => sign * by(a, b) || a.index - b.index);
}

let waiting = false;

// changed redraws once a frame, however fast a slider moves.
function changed() {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => { waiting = false; applyFilters(); drawOverview(); drawTable(); });
}
