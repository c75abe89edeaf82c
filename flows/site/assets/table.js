// Tables, and the same rows as CSV.
"use strict";

// `columns`: [{name, label, unit?, show?(row)}]; numbers stand right.
TP.table = (columns, rows, caption, most = 400) => {
  const el = TP.element;
  const head = el("tr", {}, ...columns.map((c) => el("th", { scope: "col", class: c.unit ? "n" : null }, c.label)));
  const body = el("tbody");
  const add = (some) => some.forEach((row) => body.append(el("tr", {}, ...columns.map((c, i) => {
    const shown = c.show ? c.show(row) : c.unit ? TP.number(row[c.name], c.unit === true ? row.unit : c.unit) : row[c.name] ?? "";
    const cell = i ? el("td", { class: c.unit ? "n" : null, "data-label": c.label }) : el("th", { scope: "row" });
    if (c.unit && row[c.name] !== null && row[c.name] !== undefined) cell.append(el("data", { value: row[c.name] }, shown));
    else cell.append(shown);
    return cell;
  }))));
  add(rows.slice(0, most));
  const scroll = el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": caption },
    el("table", {}, el("caption", { class: "hidden" }, caption), el("thead", {}, head), body));
  if (rows.length <= most) return scroll;
  const left = rows.length - most;
  const more = el("button", { type: "button", class: "quiet" }, TP.fill(TP.words.more, { n: left }));
  more.addEventListener("click", () => { add(rows.slice(most)); more.remove(); });
  return el("div", {}, scroll, el("p", { class: "actions" }, more));
};

// Excel runs a text that looks like a formula; an apostrophe keeps it a text.
const cell = (value) => {
  if (value === null || value === undefined) return "";
  let text = String(value);
  if (typeof value !== "number" && /^[=+\-@\t\r]/.test(text)) text = `'${text}`;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

TP.download = (name, columns, rows) => {
  const notice = document.querySelector(".sample strong")?.textContent;
  const names = notice ? ["notice", ...columns] : columns;
  const lines = rows.map((row) => (notice ? [notice] : []).concat(columns.map((c) => row[c])));
  const text = [names, ...lines].map((line) => line.map(cell).join(",")).join("\r\n") + "\r\n";
  const link = TP.element("a", {
    href: URL.createObjectURL(new Blob([text], { type: "text/csv" })),
    download: `${notice ? "voorbeelddata-" : ""}${name}.csv`,
  });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
};
