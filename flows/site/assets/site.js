// What every page needs: data that scripts hand over, words, numbers, the way to the other language.
"use strict";
window.TP = {
  given(kind, content) {
    if (kind === "words") TP.words = content;
    else (TP.data[kind] ??= []).push(content);
  },
  data: {},
  root: document.documentElement.dataset.root,

  // A script beside the page; from disk there is no other way to load data later.
  load(name) {
    return (TP.loading[name] ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = `${TP.root}data/${name}.js`;
      script.onload = resolve;
      script.onerror = () => reject(new Error(`${name} cannot be read`));
      document.head.append(script);
    }));
  },
  loading: {},

  fill: (sentence, found) => sentence.replace(/\{(\w+)\}/g, (_, name) => found[name]),
  code: (kind, value) => TP.words.codes[kind]?.[value] ?? value ?? "",

  // As expectations/formatting.py writes them: shares with one decimal, anything else whole.
  number(value, unit) {
    if (value === null || value === undefined) return "–";
    const decimals = unit === "percent" ? 1 : 0;
    const locale = TP.words.language === "nl" ? "nl-NL" : "en-GB";
    const text = new Intl.NumberFormat(locale, {
      minimumFractionDigits: decimals, maximumFractionDigits: decimals, roundingMode: "halfEven",
    }).format(value).replace("-", "−");
    if (unit === "euro") return `€ ${text}`;
    return unit !== "percent" ? text : text + (TP.words.language === "nl" ? " %" : "%");
  },

  // On an axis, where there is little room.
  axis(value, unit) {
    const locale = TP.words.language === "nl" ? "nl-NL" : "en-GB";
    const text = new Intl.NumberFormat(locale, { maximumFractionDigits: 1, notation: value >= 1e6 ? "compact" : "standard" }).format(value);
    return unit === "percent" ? `${text}%` : text;
  },

  // What can be shared: every choice that is not the usual one, after the `#`.
  readHash(names) {
    const held = new URLSearchParams(location.hash.slice(1));
    return Object.fromEntries(names.filter((n) => held.has(n)).map((n) => [n, held.get(n)]));
  },
  writeHash(choices) {
    const text = new URLSearchParams(choices).toString();
    history.replaceState(null, "", text ? `#${text}` : location.pathname.split("/").pop() + location.search);
  },

  element(tag, attributes = {}, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value !== null && value !== undefined && value !== false) made.setAttribute(name, value === true ? "" : value);
    }
    made.append(...children.filter((c) => c !== null && c !== undefined));
    return made;
  },

  options(select, choices, chosen) {
    select.replaceChildren(...choices.map(([value, label]) => {
      const option = TP.element("option", { value }, label);
      option.selected = String(value) === String(chosen);
      return option;
    }));
  },
};

document.addEventListener("click", (event) => {
  const link = event.target.closest("a.language");
  if (link) link.href = link.getAttribute("href").split(/[?#]/)[0] + location.search + location.hash;
});

// A link to a table of the dictionary, or to a file behind a revision, opens it.
function openTarget() {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target?.tagName === "DETAILS") {
    target.open = true;
    target.scrollIntoView();
  }
}
addEventListener("hashchange", openTarget);
addEventListener("DOMContentLoaded", openTarget);
