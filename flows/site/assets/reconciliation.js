// Published figures beside ours, row by row.
"use strict";
const w = TP.words;
const form = document.getElementById("choices");
const all = [];
const NAMES = ["collection", "verdict", "text"];
const usual = { collection: "report_2018", verdict: "", text: "" };
let shown = [];

// The progress report is asked for at once, other publications when they are chosen.
async function need() {
  const names = value("collection") ? [value("collection")] : [...form.elements.collection.options].map((o) => o.value).filter(Boolean);
  await Promise.all(names.map((name) => TP.load(`reconciliation.${name}`)));
  for (const [columns, ...lines] of (TP.data.reconciliation ?? []).splice(0)) {
    all.push(...lines.map((line) => Object.fromEntries(columns.map((c, i) => [c, line[i]]))));
  }
}
const value = (field) => form.elements[field].value;
const title = (row) => row[`name_${w.language}`] ?? row.indicator_id;

function draw() {
  const choice = Object.fromEntries(NAMES.map((n) => [n, form.elements[n].value]));
  const text = choice.text.toLowerCase();
  shown = all.filter((r) => (!choice.collection || r.collection === choice.collection) && (!choice.verdict || r.verdict === choice.verdict) &&
    (!text || `${title(r)} ${r.indicator_id} ${r.period} ${r.region_name} ${r.publication}`.toLowerCase().includes(text)));
  document.getElementById("count").textContent = TP.fill(w.rows, { n: shown.length });
  const page = (row) => row.name_nl ? TP.element("a", { href: `indicators/${row.our_indicator_id ?? row.indicator_id}.html` }, title(row)) : title(row);
  document.getElementById("table").replaceChildren(TP.table([
    { name: "indicator_id", label: w.indicator, show: page },
    { name: "period", label: w.period, show: (r) => [r.period, r.region_name, TP.code("gender", r.gender), TP.code("level", r.education_level)].filter(Boolean).join(", ") },
    { name: "published", label: w.published, unit: true },
    { name: "computed", label: w.computed, unit: true },
    { name: "verdict", label: w.verdict, show: (r) => TP.element("span", { class: `chip says-${r.verdict}` }, TP.code("reconciliation", r.verdict)) },
    { name: "explanation", label: w.explanation, show: (r) => TP.element("span", { class: "soft", lang: "en" }, r.explanation ?? "") },
  ], shown, document.querySelector("h1").textContent, 200));
  TP.writeHash(Object.fromEntries(NAMES.filter((n) => choice[n] !== usual[n]).map((n) => [n, choice[n]])));
}

for (const [field, value] of Object.entries({ ...usual, ...TP.readHash(NAMES) })) form.elements[field].value = value;
form.addEventListener("input", () => need().then(draw));
form.addEventListener("submit", (event) => event.preventDefault());
document.getElementById("download").addEventListener("click", () => TP.download("reconciliation",
  ["reference_id", "collection", "publisher", "publication", "url", "indicator_id", "our_indicator_id", "period", "region_name", "gender", "education_level", "unit", "published", "computed", "difference", "verdict", "explanation"], shown));
need().then(draw);
