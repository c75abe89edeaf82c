// The page of an indicator: what is chosen, the chart or map of it, its table and its downloads.
"use strict";
const told = JSON.parse(document.getElementById("told").textContent);
const form = document.getElementById("choices");
const w = TP.words;
const name = told.name[w.language];
const breaks = told.breaks.map((b) => ({ period: b.period, note: b[w.language] }));
const SPLITS = ["none", "gender", "level", "landsdeel", "province", "labour_market_region"];
const MAPPED = ["province", "landsdeel", "labour_market_region"];
const FINER = { labour_market_region: "am", municipality: "gm" };
const NAMES = ["view", "split", "level", "gender", "region", "kind", "period"];
const COLUMNS = ["indicator_id", "period", "region_level", "region_code", "region_name", "gender", "education_level",
  "value", "value_low", "value_high", "numerator", "denominator", "unit", "status", "definition_version", "basis", "dataset_id", "vintage_id"];

// Rows as the warehouse has them, of every file that was handed over so far.
let unpacked = 0;
const rows = [];
function unpack() {
  for (; unpacked < (TP.data.figures ?? []).length; unpacked++) {
    const held = TP.data.figures[unpacked];
    for (const [region, gender, level, points] of held.series) {
      for (const [p, o, value, low = null, high = null, count = null, of = null] of points) {
        const [period, kind] = held.periods[p];
        const [status, version, basis, dataset, vintage] = held.origins[o];
        rows.push({
          indicator_id: told.id, period, kind, region_level: held.regions[region][0], region_code: region, region_name: held.regions[region][1],
          gender, education_level: level, value, low: low ?? value, high: high ?? value, value_low: low ?? value, value_high: high ?? value,
          numerator: count ?? (told.unit === "count" ? value : null), denominator: of, unit: told.unit, status,
          definition_version: version, basis, dataset_id: dataset, vintage_id: vintage,
        });
      }
    }
  }
}
unpack();

const distinct = (field, among = rows) => [...new Set(among.map((r) => r[field]))];
const usual = {
  view: "chart", split: "none", level: told.level, gender: "total", region: "NL01", kind: told.kind, period: "",
};
let choice = { ...usual, ...TP.readHash(NAMES) };

const levelOf = (region) => rows.find((r) => r.region_code === region)?.region_level;
const matches = (row, but = "") =>
  (but === "level" || row.education_level === choice.level) && (but === "gender" || row.gender === choice.gender) &&
  (but === "region" || row.region_code === choice.region) && row.kind === choice.kind;

function mend() {
  // A choice in the address may be of something that is not there.
  for (const [field, column] of [["level", "education_level"], ["gender", "gender"], ["kind", "kind"]]) {
    if (!rows.some((r) => r[column] === choice[field])) choice[field] = usual[field];
  }
  if (!rows.some((r) => r.region_code === choice.region)) choice.region = usual.region;
  if (!SPLITS.includes(choice.split)) choice.split = "none";
  const mapped = mappedLevels();
  if (choice.view === "map" && !mapped.length) choice.view = "chart";
  if (choice.view === "map" && !mapped.includes(choice.split)) choice.split = mapped[0];
}

const mappedLevels = () => MAPPED.filter((l) => (FINER[l] ? told.parts.includes(FINER[l]) : rows.some((r) => r.region_level === l)));

function splits() {
  const found = [["none", w.none]];
  if (distinct("gender").length > 1) found.push(["gender", w.gender]);
  if (distinct("education_level").length > 1) found.push(["level", w.level]);
  mappedLevels().forEach((l) => found.push([l, TP.code("region", l)]));
  return choice.view === "map" ? found.filter(([l]) => MAPPED.includes(l)) : found;
}

const ORDER = ["country", "landsdeel", "province", "labour_market_region", "municipality"];
function regionChoices(select) {
  select.replaceChildren();
  const names = new Map(rows.map((r) => [r.region_code, [r.region_level, r.region_name]]));
  for (const level of ORDER) {
    const of = [...names].filter(([, [l]]) => l === level).sort((a, b) => a[1][1].localeCompare(b[1][1], "nl"));
    const group = TP.element("optgroup", { label: TP.code("region", level) });
    of.forEach(([code, [, label]]) => group.append(TP.element("option", { value: code, selected: code === choice.region }, label)));
    const part = FINER[level];
    if (!of.length && part && told.parts.includes(part)) {
      group.append(TP.element("option", { value: `load:${part}` }, `${TP.code("region", level)}…`));
    }
    if (group.children.length) select.append(group);
  }
}

function show(field, visible) {
  form.elements[field].closest(".choice").hidden = !visible;
}

function fillForm() {
  const mapped = mappedLevels();
  form.querySelector(".view").hidden = !mapped.length;
  form.elements.view.value = choice.view;
  const ways = splits();
  TP.options(form.elements.split, ways, choice.split);
  show("split", ways.length > 1);
  const levels = distinct("education_level");
  TP.options(form.elements.level, levels.map((l) => [l, TP.code("level", l)]), choice.level);
  show("level", levels.length > 1 && choice.split !== "level");
  const genders = ["total", "female", "male"].filter((g) => distinct("gender").includes(g));
  TP.options(form.elements.gender, genders.map((g) => [g, TP.code("gender", g)]), choice.gender);
  show("gender", genders.length > 1 && choice.split !== "gender");
  regionChoices(form.elements.region);
  show("region", form.elements.region.options.length > 1 && !MAPPED.includes(choice.split));
  const kinds = distinct("kind");
  TP.options(form.elements.kind, kinds.map((k) => [k, TP.code("kind", k)]), choice.kind);
  show("kind", kinds.length > 1);
}

const what = () => [
  choice.split === "level" ? null : TP.code("level", choice.level),
  choice.split === "gender" ? null : TP.code("gender", choice.gender),
  MAPPED.includes(choice.split) ? null : rows.find((r) => r.region_code === choice.region)?.region_name,
].filter(Boolean).join(", ");

function panels() {
  if (choice.split === "none") return [["", rows.filter((r) => matches(r))]];
  if (choice.split === "gender") {
    return ["total", "female", "male"].map((g) => [TP.code("gender", g), rows.filter((r) => r.gender === g && matches(r, "gender"))]);
  }
  if (choice.split === "level") {
    return distinct("education_level").map((l) => [TP.code("level", l), rows.filter((r) => r.education_level === l && matches(r, "level"))]);
  }
  const of = rows.filter((r) => r.region_level === choice.split && matches(r, "region"));
  return d3.groups(of, (r) => r.region_name).sort((a, b) => a[0].localeCompare(b[0], "nl"));
}

const periodsOf = (among) => distinct("period", among).sort();

// What a picture is of, in which unit and over which time.
const heading = (about, when) => TP.element("hgroup", {},
  TP.element("h3", {}, name), TP.element("p", { class: "soft" }, [about, TP.code("unit", told.unit), when].filter(Boolean).join(" · ")));

const split = () => (choice.split === "none" ? null : TP.fill(w.by, { what: splits().find(([l]) => l === choice.split)[1].toLowerCase() }));

function source(of) {
  const known = distinct("dataset_id", of).map((d) => told.datasets[d]?.[w.language]).filter(Boolean);
  return known.length ? TP.element("p", { class: "soft source" }, `${w.source}: ${known.join("; ")}`) : null;
}

function drawChart(place, groups) {
  const all = groups.flatMap(([, of]) => of);
  const periods = periodsOf(all);
  // The ambition is of the whole: for a part of it a share can be held against it, a count cannot.
  const isWhole = choice.split === "none" && choice.gender === "total" && choice.region === "NL01";
  const target = isWhole || told.unit === "percent" ? told.target : null;
  const domain = TP.domainOf(all, target, told.unit);
  // A break in a year without a figure lies before the next that has one.
  const inside = breaks.map((b) => ({ ...b, before: periods.find((p) => p >= b.period) })).filter((b) => periods.indexOf(b.before) > 0);
  const shared = { unit: told.unit, target, breaks: [...new Set(inside.map((b) => b.before))], name, domain, periods };
  const below = [TP.signs(all, { unit: told.unit, target, broken: inside.length > 0 }), ...inside.map((b) =>
    TP.element("p", { class: "soft break" }, TP.element("strong", {}, `${w.break} ${b.period}: `), b.note)), source(all)];
  place.append(heading([split(), what()].filter(Boolean).join(", "), [...new Set([periods[0], periods.at(-1)])].join(" – ")));
  if (groups.length === 1 && choice.split === "none") {
    place.append(TP.lineChart(groups[0][1], { ...shared, what: what(), width: Math.max(280, place.clientWidth) }));
    place.append(...below.filter(Boolean));
    return;
  }
  const grid = TP.element("div", { class: "multiples" });
  place.append(grid);
  const fit = Math.max(1, Math.floor(place.clientWidth / 230));
  // Rows of about equal length, and one picture alone is not as wide as the page.
  const columns = Math.max(Math.ceil(groups.length / Math.ceil(groups.length / fit)), Math.min(fit, 2));
  const width = Math.floor((place.clientWidth - 18 * (columns - 1)) / columns);
  grid.style.gridTemplateColumns = `repeat(${columns}, minmax(0, 1fr))`;
  for (const [title, of] of groups) {
    const last = of.at(-1);
    grid.append(TP.element("figure", {},
      TP.element("figcaption", {}, TP.element("strong", {}, title), last ? ` ${TP.number(last.value, told.unit)}` : ""),
      TP.lineChart(of, { ...shared, what: `${title}, ${what()}`, small: true, width })));
  }
  place.append(...below.filter(Boolean));
}

function drawMap(place, of) {
  const periods = periodsOf(of);
  if (!periods.includes(choice.period)) choice.period = periods.at(-1);
  TP.options(form.elements.period, periods.map((p) => [p, p]), choice.period);
  const shown = of.filter((r) => r.period === choice.period);
  const figures = new Map(shown.map((r) => [r.region_code, { value: r.value, name: r.region_name }]));
  // Who chose by keyboard goes on where the region now stands.
  const choose = (code) => change({ view: "chart", split: "none", region: code }).then(() => form.elements.region.focus());
  const provisional = shown.some((r) => r.status === "provisional") ? `${choice.period}, ${TP.code("status", "provisional")}` : choice.period;
  place.append(
    heading([split(), what()].filter(Boolean).join(", "), provisional),
    TP.map(figures, {
      level: choice.split, unit: told.unit, label: TP.fill(w.map_label, { name, what: what(), period: choice.period }),
      choose,
    }));
  place.querySelector(".mapped").append(TP.ranks(figures, told.unit, choose));
  const notes = [shown.some((r) => r.low !== r.high) && TP.element("p", { class: "soft" }, w.map_estimate), source(shown)];
  place.append(...notes.filter(Boolean));
  return shown.sort((a, b) => b.value - a.value);
}

let shownRows = [];
function draw() {
  unpack();
  mend();
  fillForm();
  const place = document.getElementById("chart");
  place.replaceChildren();
  const groups = panels().filter(([, of]) => of.length);
  show("period", choice.view === "map");
  if (!groups.length) place.append(TP.element("p", { class: "empty" }, w.nothing));
  else if (choice.view === "map") shownRows = drawMap(place, groups.flatMap(([, of]) => of));
  else drawChart(place, groups);
  if (choice.view !== "map") shownRows = groups.flatMap(([, of]) => [...of].reverse());
  drawTable();
  // The period of a map is the newest unless it was chosen.
  const newest = choice.view !== "map" || choice.period === form.elements.period.options[form.elements.period.options.length - 1]?.value;
  TP.writeHash(Object.fromEntries(NAMES.filter((n) => choice[n] !== usual[n] && choice[n] && !(n === "period" && newest)).map((n) => [n, choice[n]])));
}

function drawTable() {
  const varied = (column) => distinct(column, shownRows).length > 1;
  const columns = [{ name: "period", label: w.period }];
  if (varied("region_code")) columns.unshift({ name: "region_name", label: w.region });
  if (varied("education_level")) columns.unshift({ name: "education_level", label: w.level, show: (r) => TP.code("level", r.education_level) });
  if (varied("gender")) columns.unshift({ name: "gender", label: w.gender, show: (r) => TP.code("gender", r.gender) });
  columns.push({ name: "value", label: w.value, unit: told.unit });
  if (shownRows.some((r) => r.low !== r.high)) {
    columns.push({ name: "value_low", label: w.low, unit: told.unit }, { name: "value_high", label: w.high, unit: told.unit });
  }
  if (told.unit === "percent" && shownRows.some((r) => r.numerator !== null)) {
    columns.push({ name: "numerator", label: w.count, unit: "count" }, { name: "denominator", label: w.of, unit: "count" });
  }
  columns.push(
    { name: "status", label: w.status, show: (r) => TP.code("status", r.status) },
    { name: "definition_version", label: w.version, show: (r) => `${r.definition_version}${r.basis === "proxy" ? ` (${TP.code("basis", "proxy")})` : ""}` },
    { name: "vintage_id", label: w.vintage, show: (r) => (r.vintage_id ? TP.element("a", { href: `#v-${r.vintage_id}` }, r.vintage_id) : "") });
  document.getElementById("table").replaceChildren(
    TP.table(columns, shownRows, TP.fill(w.figures_caption, { name, what: what() })));
}

async function change(some) {
  choice = { ...choice, ...some };
  if (some.view === "chart" && MAPPED.includes(choice.split) && !("split" in some)) choice.split = "none";
  await need();
  draw();
}

// The map and the finer regions are in files of their own, until somebody asks for them.
async function need() {
  if (choice.view === "map") await TP.load("shapes");
  const part = FINER[choice.split] ?? (choice.region.startsWith("AM") ? "am" : choice.region.startsWith("GM") ? "gm" : "");
  if (part && told.parts.includes(part)) await TP.load(`${told.id}.${part}`);
  unpack();
}

form.addEventListener("change", async (event) => {
  const { name: field, value } = event.target;
  if (value.startsWith("load:")) {
    const part = value.slice(5);
    await TP.load(`${told.id}.${part}`);
    unpack();
    const level = Object.keys(FINER).find((l) => FINER[l] === part);
    change({ region: rows.find((r) => r.region_level === level).region_code });
    return;
  }
  change({ [field]: value });
});
form.addEventListener("submit", (event) => event.preventDefault());
document.getElementById("download").addEventListener("click", () => TP.download(told.id, COLUMNS, shownRows));
document.getElementById("download-all").addEventListener("click", async () => {
  await Promise.all(told.parts.map((part) => TP.load(`${told.id}.${part}`)));
  unpack();
  TP.download(`${told.id}-alles`, COLUMNS, rows);
});
addEventListener("hashchange", async () => {
  const held = TP.readHash(NAMES);
  if (!Object.keys(held).length && location.hash) return;
  choice = { ...usual, ...held };
  await need();
  draw();
});
let width = innerWidth;
addEventListener("resize", () => {
  if (innerWidth === width) return;
  width = innerWidth;
  draw();
});
// A link to a file behind a figure is no choice: it stays in the address.
const anchor = location.hash.startsWith("#v-") ? location.hash : "";
need().then(() => {
  draw();
  if (anchor) location.hash = anchor;
});
