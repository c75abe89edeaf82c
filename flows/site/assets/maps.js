// Maps: outlines of provinces (also coloured by landsdeel), and tiles for labour-market regions.
"use strict";
const SVG = "http://www.w3.org/2000/svg";
const RAMP = ["var(--map-1)", "var(--map-2)", "var(--map-3)", "var(--map-4)", "var(--map-5)"];

const drawn = (tag, attributes, ...children) => {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
};

// `figures`: Map of region code to {value, name}. Classes of equal numbers of regions.
TP.map = (figures, { level, unit, label, chosen, choose }) => {
  const shapes = TP.data.shapes[0];
  const values = [...figures.values()].map((f) => f.value).sort(d3.ascending);
  const scale = d3.scaleQuantile(values, d3.range(Math.min(5, new Set(values).size || 1)));
  const colour = (code) => (figures.has(code) ? RAMP[scale(figures.get(code).value)] : "url(#none)");
  const said = (code, name) => `${figures.get(code)?.name ?? name}: ${figures.has(code) ? TP.number(figures.get(code).value, unit) : TP.words.nodata}`;
  const region = (shape, code, name) => {
    const group = drawn("g", { class: `region${code === chosen ? " chosen" : ""}` }, shape, drawn("title", {}, said(code, name)));
    if (figures.has(code) && choose) group.addEventListener("click", () => choose(code));
    return group;
  };
  const hatch = drawn("pattern", { id: "none", width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
    drawn("rect", { width: 6, height: 6, fill: "var(--card)" }), drawn("line", { y2: 6, stroke: "var(--soft)", "stroke-width": 1.5 }));
  let svg;
  if (level === "labour_market_region") {
    svg = drawn("svg", { viewBox: "0 0 420 630", role: "img", "aria-label": label, class: "map" }, drawn("defs", {}, hatch));
    for (const [code, [x, y, short]] of Object.entries(shapes.tiles)) {
      const dark = figures.has(code) && scale(figures.get(code).value) >= 3;
      svg.append(region(drawn("g", {},
        drawn("rect", { x: x * 70 + 2, y: y * 70 + 2, width: 66, height: 66, rx: 4, fill: colour(code) }),
        drawn("text", { x: x * 70 + 35, y: y * 70 + 31, class: dark ? "on-dark" : "on-light" }, short),
        drawn("text", { x: x * 70 + 35, y: y * 70 + 51, class: `small ${dark ? "on-dark" : "on-light"}` }, figures.has(code) ? TP.number(figures.get(code).value, unit) : "–"),
      ), code, short));
    }
  } else {
    svg = drawn("svg", { viewBox: shapes.viewBox, role: "img", "aria-label": label, class: "map" }, drawn("defs", {}, hatch));
    for (const [province, path] of Object.entries(shapes.provinces)) {
      const code = level === "landsdeel" ? shapes.landsdelen[province] : province;
      svg.append(region(drawn("path", { d: path, fill: colour(code) }), code, shapes.names[province]));
    }
  }
  const legend = TP.element("ul", { class: "legend" });
  const edges = values.length ? [values[0], ...scale.quantiles(), values.at(-1)] : [];
  edges.slice(0, -1).forEach((low, i) => legend.append(TP.element("li", {},
    TP.element("span", { class: "swatch", style: `background:${RAMP[i]}` }), `${TP.number(low, unit)} – ${TP.number(edges[i + 1], unit)}`)));
  legend.append(TP.element("li", {}, TP.element("span", { class: "swatch none" }), TP.words.nodata));
  return TP.element("div", { class: "mapped" }, svg, legend);
};

// The same figures in their order, for who would compare; what is heard is the table below.
TP.ranks = (figures, unit) => {
  const ranked = [...figures.values()].sort((a, b) => b.value - a.value);
  const most = Math.max(...ranked.map((f) => f.value), 0) || 1;
  return TP.element("ol", { class: "ranks", "aria-hidden": "true" }, ...ranked.map((f) => TP.element("li", {},
    TP.element("span", {}, f.name),
    TP.element("span", { class: "stick" }, TP.element("span", { style: `width:${(100 * f.value) / most}%` })),
    TP.element("span", { class: "n" }, TP.number(f.value, unit)))));
};
