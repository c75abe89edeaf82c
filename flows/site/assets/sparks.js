// The small charts on the start page and the pages of goals; their figures stand beside them.
"use strict";
for (const place of document.querySelectorAll(".spark")) {
  const points = JSON.parse(place.dataset.points);
  const target = place.dataset.target === undefined ? null : Number(place.dataset.target);
  const rows = points.map((p) => ({ ...p, low: p.low ?? p.value, high: p.high ?? p.value }));
  // A line does not cross a break.
  const breaks = JSON.parse(place.dataset.breaks);
  const segments = rows.map((r) => breaks.filter((period) => period <= r.period).length);
  const xs = rows.map((r) => r.period);
  const width = Math.max(200, Math.min(420, place.clientWidth));
  place.append(Plot.plot({
    width, height: 96, marginLeft: 40, marginRight: 40, marginTop: 10, marginBottom: 20,
    style: { background: "transparent", color: "var(--soft)", fontFamily: "inherit", fontSize: "12px", overflow: "visible" },
    x: { type: "point", domain: xs, ticks: [xs[0], xs.at(-1)], label: null, tickSize: 0, padding: 0 },
    y: { axis: null, domain: d3.extent([...rows.flatMap((r) => [r.low, r.high]), ...(target === null ? [] : [target])]) },
    marks: [
      target === null ? null : Plot.ruleY([target], { stroke: "var(--ambition)", strokeDasharray: "6,4", strokeWidth: 1.5 }),
      Plot.areaY(rows, { x: "period", y1: "low", y2: "high", z: segments, fill: "var(--line)", fillOpacity: 0.2 }),
      Plot.line(rows, { x: "period", y: "value", z: segments, stroke: "var(--line)", strokeWidth: 2.25 }),
      Plot.dot([rows.at(-1)], { x: "period", y: "value", fill: "var(--line)", r: 4 }),
      Plot.text([rows[0]], { x: "period", y: "value", text: (r) => TP.axis(r.value, place.dataset.unit), dx: -6, textAnchor: "end" }),
      target === null ? null : Plot.text([target], { y: (d) => d, frameAnchor: "right", dx: 4, textAnchor: "start", text: (d) => TP.axis(d, place.dataset.unit), fill: "var(--ambition-ink)" }),
    ],
  }));
}
