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

// `figures`: Map of region code to {value, name}. Classes of about equal numbers of regions; equal
// figures are in one class.
TP.map = (figures, { level, unit, label, title, chosen, choose }) => {
  const shapes = TP.data.shapes[0];
  const values = [...figures.values()].map((f) => f.value).sort(d3.ascending);
  const different = [...new Set(values)];
  const classes = Math.min(RAMP.length, different.length || 1);
  // Each class begins at a figure that is there.
  const starts = [...new Set(d3.range(1, classes).map((i) => values[Math.round((i * values.length) / classes)]))].filter((v) => v > values[0]);
  const scale = d3.scaleThreshold(starts, d3.range(starts.length + 1));
  const shade = d3.scaleLinear([0, starts.length || 1], [0, RAMP.length - 1]);
  const inClass = (code) => Math.round(shade(scale(figures.get(code).value)));
  const colour = (code) => (figures.has(code) ? RAMP[inClass(code)] : "url(#none)");
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
      const dark = figures.has(code) && inClass(code) >= 3;
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
  const legend = TP.element("ul", { class: "legend" }, title && TP.element("li", {}, TP.element("strong", {}, title)));
  for (let i = starts.length; values.length && i >= 0; i--) {
    const inside = different.filter((v) => scale(v) === i);
    const [low, high] = [inside[0], inside.at(-1)].map((v) => TP.number(v, unit));
    legend.append(TP.element("li", {}, TP.element("span", { class: "swatch", style: `background:${RAMP[Math.round(shade(i))]}` }), low === high ? low : `${low} – ${high}`));
  }
  const whole = level === "labour_market_region" ? Object.keys(shapes.tiles) : level === "landsdeel" ? Object.values(shapes.landsdelen) : Object.keys(shapes.provinces);
  if (whole.some((code) => !figures.has(code))) legend.append(TP.element("li", {}, TP.element("span", { class: "swatch none" }), TP.words.nodata));
  return TP.element("div", { class: "mapped" }, svg, legend);
};

// The same figures in their order, for who would compare; a name chooses as the map does, also by
// keyboard.
TP.ranks = (figures, unit, choose) => {
  const ranked = [...figures].sort(([, a], [, b]) => b.value - a.value);
  const most = Math.max(...ranked.map(([, f]) => f.value), 0) || 1;
  const name = (code, f) => {
    const button = TP.element("button", { type: "button", class: "plain" }, f.name);
    button.addEventListener("click", () => choose(code));
    return button;
  };
  return TP.element("ol", { class: "ranks" }, ...ranked.map(([code, f]) => TP.element("li", {},
    name(code, f),
    TP.element("span", { class: "stick" }, TP.element("span", { style: `width:${(100 * f.value) / most}%` })),
    TP.element("span", { class: "n" }, TP.number(f.value, unit)))));
};
