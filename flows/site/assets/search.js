// Search over indicators and the dictionary, while typing.
"use strict";
const w = TP.words;
const documents = TP.data.search[0];
const index = new MiniSearch({
  fields: ["title", "text", "more"], storeFields: ["kind", "title", "text", "url"],
  searchOptions: {
    boost: { title: 3 }, prefix: true, fuzzy: (term) => (term.length > 4 ? 0.2 : 0), combineWith: "AND",
    boostDocument: (_, __, held) => (held.kind === "indicator" ? 2 : 1),
  },
  tokenize: (text) => text.split(/[\s.,;:()/_–-]+/u),
});
index.addAll(documents);
const box = document.getElementById("q");

function search() {
  const q = box.value.trim();
  document.getElementById("found").hidden = !q;
  document.getElementById("everything").hidden = Boolean(q);
  history.replaceState(null, "", location.pathname.split("/").pop() + (q ? `?${new URLSearchParams({ q })}` : ""));
  if (!q) return;
  const found = index.search(q);
  document.getElementById("count").textContent = TP.fill(found.length ? w.results : w.no_results, { n: found.length, q });
  document.getElementById("results").replaceChildren(...found.slice(0, 60).map((hit) => TP.element("li", {},
    TP.element("a", { href: hit.url }, hit.title), " ", TP.element("span", { class: "chip" }, w.kinds[hit.kind]), TP.element("br"),
    TP.element("span", { class: "soft", lang: hit.kind === "column" ? "en" : null }, hit.text))));
}

box.value = new URLSearchParams(location.search).get("q") ?? "";
box.addEventListener("input", search);
document.getElementById("search").addEventListener("submit", (event) => { event.preventDefault(); search(); });
search();
