// The controls above the table.
function drawFilters() {
  const form = $("filters");
  form.addEventListener("submit", (e) => e.preventDefault());
  form.append(toggles("Kind", KINDS, state.kinds, (i) => KINDS[i], matches.map((m) => m.kind)));
  if (state.classes.size > 1) {
    form.append(toggles("Class", CLASSES, state.classes, (i) => (i === 0 ? "any" : partOf({ kind: KINDS.indexOf("spun"), class: i })), matches.map((m) => m.class)));
  }
  form.append(search(), slider("Similarity ≥", "similarity"), slider("Confidence ≥", "confidence"),
    el("button", { type: "button", id: "clear" }, "Show all"));
  $("clear").addEventListener("click", clearFilters);
}

function toggles(title, names, set, part, values) {
  const field = el("fieldset", null, el("legend", null, title));
  for (const i of new Set(values.toSorted((a, b) => a - b))) {
    const count = values.reduce((n, v) => n + (v === i), 0);
    const input = el("input", { type: "checkbox", checked: "" , "data-name": names[i] });
    input.addEventListener("change", () => { input.checked ? set.add(i) : set.delete(i); changed(); });
    field.append(el("label", { class: "toggle" }, input, chip(part(i), names[i] + " " + number(count))));
  }
  return field;
}

function slider(title, key) {
  const lowest = matches.length ? Math.floor(matches.reduce((least, m) => Math.min(least, m[key]), 1) * 20) / 20 : 0;
  state[key] = lowest;
  const output = el("output", null, decimal(lowest));
  const input = el("input", { type: "range", min: lowest, max: 1, step: 0.01, value: lowest, id: "from-" + key });
  input.addEventListener("input", () => {
    state[key] = Number(input.value);
    output.textContent = decimal(state[key]);
    changed();
  });
  return el("label", { class: "slider" }, title, input, output);
}

function search() {
  const input = el("input", { type: "search", placeholder: "Document name", "aria-label": "Only documents whose name contains", id: "query" });
  input.addEventListener("input", () => { state.query = input.value; changed(); });
  return input;
}

function clearFilters() {
  for (const box of $("filters").querySelectorAll("input[type=checkbox]")) if (!box.checked) box.click();
  for (const range of $("filters").querySelectorAll("input[type=range]")) {
    range.value = range.min;
    range.dispatchEvent(new Event("input"));
  }
  $("query").value = state.query = "";
  state.chosen = [];
  changed();
}

// choose shows the matches of one document, or of two; again shows all.
function choose(picked) {
  state.chosen = String(state.chosen) === String(picked) ? [] : picked;
  changed();
}
