// Line charts with the ambition, bounds and breaks; one, or many small ones on one scale.
"use strict";
// A word stays readable where it lies over a line.
const HALO = { stroke: "var(--card)", strokeWidth: 5, paintOrder: "stroke" };

TP.lineChart = (rows, { unit, target, breaks, name, what, small = false, domain, periods, width }) => {
  const w = TP.words;
  const ink = "var(--line)";
  const margins = small ? { left: unit === "percent" ? 34 : 46, right: 22 } : { left: 56, right: 40 };
  // A break lies between two periods, in the middle of them.
  const back = -(width - margins.left - margins.right) / (periods.length - 0.4) / 2;
  const bounded = rows.filter((r) => r.low !== r.high);
  const marks = [
    Plot.gridY({ ticks: small ? 3 : 6, stroke: "var(--grid)", strokeOpacity: 1 }),
    ...breaks.map((period) => Plot.ruleX([period], { stroke: "var(--soft)", strokeDasharray: "2,3", dx: back })),
  ];
  if (target !== null) {
    marks.push(Plot.ruleY([target], { stroke: "var(--ambition)", strokeDasharray: "6,4", strokeWidth: 1.5 }));
    if (!small) marks.push(Plot.text([target], {
      y: (d) => d, frameAnchor: "left", dx: 4, dy: -9, textAnchor: "start", fill: "var(--ambition-ink)", fontWeight: 600, ...HALO,
      text: (d) => `${w.ambition} ${TP.number(d, unit)}`,
    }));
  }
  if (bounded.length) {
    marks.push(Plot.ruleX(bounded, { x: "period", y1: "low", y2: "high", stroke: ink, strokeOpacity: 0.35, strokeWidth: small ? 4 : 8 }));
  }
  // A line does not cross a break: what is on both sides cannot be compared.
  const segments = rows.map((r) => breaks.filter((period) => period <= r.period).length);
  marks.push(
    Plot.line(rows, { x: "period", y: "value", z: segments, stroke: ink, strokeWidth: small ? 1.75 : 2.5 }),
    Plot.dot(rows, { x: "period", y: "value", fill: (r) => (r.status === "provisional" ? "var(--card)" : ink), stroke: ink, strokeWidth: 1.5, r: small ? 2 : 3.5 }),
  );
  if (!small) {
    const last = rows.at(-1);
    if (last) marks.push(Plot.text([last], { x: "period", y: "value", text: (r) => TP.number(r.value, unit), dy: -13, fontWeight: 700, fontSize: 13, fill: "var(--ink)", ...HALO }));
    marks.push(Plot.tip(rows, Plot.pointerX({
      x: "period", y: "value", fill: "var(--card)", stroke: "var(--soft)",
      title: (r) => `${r.period}\n${TP.number(r.value, unit)}${r.low !== r.high ? ` (${TP.number(r.low, unit)} – ${TP.number(r.high, unit)})` : ""}\n${TP.code("status", r.status)}`,
    })));
  }
  // As many names on the axis as there is room for, the newest among them.
  const fit = Math.max(2, Math.floor((width - 96) / 82));
  const step = Math.ceil(periods.length / fit);
  const ticks = small ? [...new Set([periods[0], periods.at(-1)])] : periods.filter((_, i) => (periods.length - 1 - i) % step === 0);
  const svg = Plot.plot({
    width, height: small ? 130 : Math.min(420, Math.max(260, width * 0.5)),
    marginLeft: margins.left, marginRight: margins.right, marginTop: small ? 8 : 24, marginBottom: small ? 22 : 30,
    style: { background: "transparent", color: "var(--soft)", fontFamily: "inherit", fontSize: small ? "11px" : "12.5px", overflow: "visible" },
    x: { type: "point", domain: periods, ticks, label: null, tickSize: 0, padding: 0.3 },
    y: { domain, label: null, ticks: small ? 3 : 6, tickSize: 0, nice: true, tickFormat: (v) => TP.axis(v, unit) },
    ariaLabel: TP.fill(w.chart_label, { name, what, from: periods[0], to: periods.at(-1) }),
    marks,
  });
  // It is one picture: what it says of its parts would not be heard.
  svg.querySelectorAll("[aria-label]").forEach((part) => part.removeAttribute("aria-label"));
  svg.setAttribute("role", "img");
  return svg;
};

// What the signs in a chart mean, of those that are in it.
TP.signs = (rows, { unit, target, broken }) => {
  const w = TP.words;
  const found = [
    [rows.some((r) => r.status === "provisional") && rows.some((r) => r.status !== "provisional"), "dot", TP.code("status", "definitive")],
    [rows.some((r) => r.status === "provisional"), "dot hollow", TP.code("status", "provisional")],
    [rows.some((r) => TP.number(r.low, unit) !== TP.number(r.high, unit)), "band", w.estimate],
    [target !== null, "dashes", w.ambition],
    [broken, "dots", w.break_sign],
  ].filter(([there]) => there);
  return TP.element("ul", { class: "signs" }, ...found.map(([, sign, text]) => TP.element("li", {}, TP.element("span", { class: `sign ${sign}` }), text)));
};

// From zero for counts; a share shows its own range, so that the way still to go can be seen.
TP.domainOf = (rows, target, unit) => {
  const levels = rows.flatMap((r) => [r.low, r.high]);
  if (target !== null) levels.push(target);
  const low = Math.min(...levels);
  const high = Math.max(...levels);
  const room = (high - low) * 0.12 || Math.abs(high) * 0.1 || 1;
  const floor = unit === "percent" ? Math.max(0, low - room) : 0;
  return [low < high * 0.35 ? 0 : floor, unit === "percent" ? Math.min(100, high + room) : high + room];
};
