
"use strict";
(() => {
const at = id => document.getElementById(id);
const types = { html: "text/html", htm: "text/html", xhtml: "text/html", md: "text/markdown", markdown: "text/markdown", json: "application/json",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document", odt: "application/vnd.oasis.opendocument.text" };
let saved = "";

function tell(text, bad) {
  at("state").textContent = text;
  at("state").className = bad ? "bad" : "";
}

// What is to be checked: a file goes as it is, so that the server reads its encoding.
function draft() {
  const file = at("file").files[0];
  if (!file) return { body: at("draft").value, type: "text/plain;charset=utf-8", name: "draft" };
  const ending = file.name.split(".").pop().toLowerCase();
  return { body: file, type: types[ending] || "text/plain", name: file.name };
}

function show(html) {
  at("report").srcdoc = html;
  at("answer").hidden = false;
  if (saved) URL.revokeObjectURL(saved);
  saved = URL.createObjectURL(new Blob([html], { type: "text/html" }));
  at("save").href = saved;
}

async function refusal(response) {
  const text = await response.text();
  try {
    const problem = JSON.parse(text);
    return problem.title + ": " + problem.detail;
  } catch {
    return "The server answered " + response.status;
  }
}

async function check() {
  const { body, type, name } = draft();
  if (!at("file").files[0] && !body.trim()) return tell("There is no draft yet: paste a text or choose a file.", true);
  const query = new URLSearchParams({ format: "html", name });
  const limit = at("limit").value.trim().replace(",", ".").replace(/\s*%$/, "");
  if (limit) query.set("max_copied", limit + "%");
  const headers = { "Content-Type": type };
  if (at("token").value) headers.Authorization = "Bearer " + at("token").value;
  const response = await fetch("v1/check?" + query, { method: "POST", headers, body, credentials: "omit", redirect: "error" });
  if (!response.ok) return tell(await refusal(response), true);
  show(await response.text());
  tell("Checked.", false);
  at("state").scrollIntoView();
}

at("form").addEventListener("submit", async event => {
  event.preventDefault();
  at("go").disabled = true;
  at("answer").hidden = true;
  tell("Checking…", false);
  try {
    await check();
  } catch {
    tell("The server could not be reached.", true);
  }
  at("go").disabled = false;
});

at("draft").addEventListener("input", () => { at("file").value = ""; });
for (const kind of ["dragover", "dragleave", "drop"]) {
  at("draft").addEventListener(kind, event => {
    if (!event.dataTransfer || !event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    at("draft").classList.toggle("over", kind === "dragover");
    if (kind === "drop") at("file").files = event.dataTransfer.files;
  });
}
at("file").addEventListener("change", () => { if (at("file").files[0]) at("draft").value = ""; });
})();
