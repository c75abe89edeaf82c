// Where technology is taught: filtered by programme, counted by province, listed with their years.
"use strict";
const w = TP.words;
const form = document.getElementById("choices");
const NAMES = ["education", "programme", "level", "province", "period", "name"];
const PROVINCES = TP.data.shapes[0].names;
const STEP = 40;
const MOST_NAMES = 6;
let limit = STEP;
let shown = [];
const el = TP.element;
const held = () => TP.data.locations.find((of) => value("education") in of)[value("education")];

// A location by its columns; a programme of it is `[level, code, name, [[period, lowest, highest], …]]`.
const unpacked = {};
const locations = () => (unpacked[value("education")] ??= held().places.map((place) => ({
  ...Object.fromEntries(held().columns.map((column, i) => [column, place[i]])),
  programmes: place.at(-1).map(([programme, ...years]) => [...held().programmes[programme],
    years.map((year, i) => [held().periods[i], ...[year, year].flat().slice(0, 2)]).filter(([, low]) => low !== null)]),
})));
const unique = (values) => [...new Set(values)].filter(Boolean).sort((a, b) => a.localeCompare(b, "nl"));
const value = (field) => form.elements[field].value;

// Pupils of what is chosen, per school year: `{period: [lowest, highest]}`.
function pupilsOf(location) {
  const years = {};
  for (const [level, , programme, counted] of location.programmes) {
    if ((value("programme") && programme !== value("programme")) || (value("level") && level !== value("level"))) continue;
    for (const [period, low, high] of counted) {
      const year = (years[period] ??= [0, 0]);
      year[0] += low;
      year[1] += high;
    }
  }
  return years;
}
const range = (year) => (!year ? "–" : year[0] === year[1] ? TP.number(year[0], "count") : `${TP.number(year[0], "count")} – ${TP.number(year[1], "count")}`);
const middle = (year) => (year ? (year[0] + year[1]) / 2 : 0);
// As addresses are written: four digits, a space, two letters.
const postcode = (written) => written?.replace(/^(\d{4})\s*([A-Z]{2})$/, "$1 $2");
const title = (location) => location.location_name ?? location.institution_code;

async function fillChoices(chosen) {
  const education = chosen.education ?? value("education");
  form.elements.education.value = education;
  await TP.load(`locations.${education}`);
  const programmes = locations().flatMap((l) => l.programmes);
  const all = [["", w.all]];
  TP.options(form.elements.programme, all.concat(unique(programmes.map((p) => p[2])).map((p) => [p, p])), chosen.programme ?? "");
  TP.options(form.elements.level, all.concat(unique(programmes.map((p) => p[0])).map((p) => [p, p])), chosen.level ?? "");
  TP.options(form.elements.province, all.concat(unique(locations().map((l) => l.province_code)).map((p) => [p, PROVINCES[p]])), chosen.province ?? "");
  const { periods } = held();
  TP.options(form.elements.period, periods.map((p) => [p, p]), chosen.period ?? periods.at(-1));
  form.elements.name.value = chosen.name ?? "";
}

function draw() {
  const period = value("period");
  const text = value("name").toLowerCase();
  const newest = form.elements.period.options[form.elements.period.options.length - 1].value;
  const matching = locations().map((location) => ({ location, years: pupilsOf(location) })).filter(({ location, years }) =>
    Object.keys(years).length && (!text || `${title(location)} ${location.place_name} ${location.municipality_name} ${location.institution_code}`.toLowerCase().includes(text)));
  const inProvince = d3.rollup(matching.filter((m) => m.years[period]), (of) => ({
    value: d3.sum(of, (m) => middle(m.years[period])), low: d3.sum(of, (m) => m.years[period][0]), high: d3.sum(of, (m) => m.years[period][1]), count: of.length,
  }), (m) => m.location.province_code);
  for (const [code, found] of inProvince) found.name = PROVINCES[code] ?? w.unknown;
  shown = matching.filter((m) => !value("province") || m.location.province_code === value("province"))
    .sort((a, b) => middle(b.years[period]) - middle(a.years[period]) || title(a.location).localeCompare(title(b.location), "nl"));
  const total = shown.reduce((sum, m) => [sum[0] + (m.years[period]?.[0] ?? 0), sum[1] + (m.years[period]?.[1] ?? 0)], [0, 0]);
  document.getElementById("found").textContent = TP.fill(w.locations_found, {
    n: shown.filter((m) => m.years[period]).length, pupils: range(total), period });
  document.getElementById("map").replaceChildren(TP.map(new Map([...inProvince].filter(([code]) => code)), {
    level: "province", unit: "count", title: `${w.pupils}, ${period}`, label: TP.fill(w.locations_label, { period }), chosen: value("province"),
    choose: (code) => { form.elements.province.value = value("province") === code ? "" : code; limit = STEP; draw(); },
  }));
  const counted = [...inProvince].map(([code, found]) => ({ ...found, code })).sort((a, b) => b.value - a.value);
  document.getElementById("provinces").replaceChildren(TP.table([
    { name: "name", label: w.province }, { name: "count", label: w.locations, unit: "count" },
    { name: "value", label: w.pupils, unit: "count", show: (r) => range([r.low, r.high]) },
  ], counted, TP.fill(w.locations_label, { period })));
  list(period);
  const choice = Object.fromEntries(NAMES.map((n) => [n, value(n)]));
  TP.writeHash(Object.fromEntries(NAMES.filter((n) => choice[n] && !(n === "period" && choice[n] === newest) && !(n === "education" && choice[n] === form.elements.education.options[0].value)).map((n) => [n, choice[n]])));
}

function list(period) {
  const all = [...form.elements.period.options].map((o) => o.value);
  document.getElementById("list").replaceChildren(...shown.slice(0, limit).map(({ location, years }) => {
    const address = [location.address, [postcode(location.postcode), location.place_name].filter(Boolean).join(" "), PROVINCES[location.province_code]].filter(Boolean).join(", ");
    const highest = Math.max(...Object.values(years).map((y) => y[1]), 1);
    const bars = el("div", { class: "years", "aria-hidden": "true" }, ...all.map((p) => el("span", { class: p === period ? "now" : null, style: `height:${Math.round(36 * (years[p]?.[1] ?? 0) / highest)}px` })));
    const names = unique(location.programmes.map((p) => p[2]));
    const table = el("details", {}, el("summary", {}, `${w.programmes}: ${names.length > MOST_NAMES ? names.length : names.join(", ")}`));
    // Hundreds of programmes over many years, at each of many locations: made when it is opened.
    table.addEventListener("toggle", () => table.append(
      TP.table([{ name: "programme", label: w.programmes }, { name: "level", label: w.level }, ...all.toReversed().map((p) => ({ name: p, label: p, show: (r) => range(r[p]) }))],
        location.programmes.map(([level, , programme, counted]) => ({ level, programme, ...Object.fromEntries(counted.map(([p, low, high]) => [p, [low, high]])) })), title(location))), { once: true });
    return el("li", {}, el("div", { class: "school" }, el("div", {}, el("h3", {}, title(location)), el("p", { class: "soft" }, `${address} · ${location.institution_code}${location.location_code ?? ""}`)),
      bars, el("p", { class: "pupils" }, el("strong", {}, range(years[period])), el("span", { class: "soft" }, period))), table);
  }));
  const more = document.getElementById("more");
  more.hidden = shown.length <= limit;
  more.textContent = TP.fill(w.more, { n: shown.length - limit });
}

form.addEventListener("input", async (event) => {
  limit = STEP;
  if (event.target.name === "education") await fillChoices({ education: event.target.value });
  draw();
});
form.addEventListener("submit", (event) => event.preventDefault());
document.getElementById("more").addEventListener("click", () => { limit += STEP * 5; draw(); });
document.getElementById("download").addEventListener("click", () => {
  const lines = shown.flatMap(({ location }) => location.programmes.flatMap(([level, code, programme, counted]) =>
    (value("programme") && programme !== value("programme")) || (value("level") && level !== value("level")) ? [] :
      counted.map(([period, low, high]) => ({ ...location, education: value("education"), education_level: level, programme_code: code, programme_name: programme, period, pupils_low: low, pupils_high: high }))));
  TP.download(`school_locations-${value("education")}`, ["education", "institution_code", "location_code", "location_name", "address", "postcode", "place_name", "municipality_name", "province_code", "education_level", "programme_code", "programme_name", "period", "pupils_low", "pupils_high"], lines);
});
fillChoices(TP.readHash(NAMES)).then(draw);
