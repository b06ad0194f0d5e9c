"use strict";
(() => {
  const PAGE = 50;
  const root = document.documentElement;
  root.classList.add("js");

  // Without accents, marks of direction and capitals: "menaka" finds "Ménaka".
  // Nearly all texts are ASCII, and of a hundred thousand that counts.
  const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "");
  const plain = (text) => (/^[\x00-\x7f]*$/.test(text) ? text : folded(text)).toLowerCase();
  const many = (n) => n.toLocaleString("en");

  addEventListener("DOMContentLoaded", () => {
    const at = (id) => document.getElementById(id);
    const search = at("search");
    if (!search) return;
    const code = at("by-code"), column = at("by-column"), result = at("result"), more = at("none");
    const severities = [...document.querySelectorAll("input[name=severity]")];
    const sections = [...document.querySelectorAll(".code")].map((node) => ({
      node,
      code: node.dataset.code,
      severity: node.dataset.severity,
      rows: [...node.querySelectorAll("tbody tr")],
      texts: null,
      button: node.querySelector(".more button"),
      bar: node.querySelector(".more"),
      count: node.querySelector(".count"),
      fitting: [],
      shown: PAGE,
    }));
    const listed = sections.reduce((sum, section) => sum + section.rows.length, 0);
    const first = result.textContent;
    for (const section of sections) section.said = section.count.textContent;

    const textsOf = (section) => {
      // Read once, and only when someone searches.
      section.texts ??= section.rows.map((row) => plain(section.code + " " + row.textContent));
      return section.texts;
    };
    const columnOf = (row) => row.cells[1].querySelector("code").textContent;

    const show = (section) => {
      const seen = new Set(section.fitting.slice(0, section.shown));
      for (const row of section.rows) {
        const hide = !seen.has(row);
        if (row.hidden !== hide) row.hidden = hide;
      }
      const left = section.fitting.length - seen.size;
      section.bar.hidden = left < 1;
      section.button.textContent = `Show ${many(Math.min(left, PAGE))} more of ${many(left)}`;
    };

    const apply = () => {
      const words = plain(search.value).split(/\s+/).filter(Boolean);
      const wanted = new Set(severities.filter((box) => box.checked).map((box) => box.value));
      const isAll = !words.length && !code.value && !column.value && wanted.size === severities.length;
      let found = 0;
      for (const section of sections) {
        const fits = wanted.has(section.severity) && (!code.value || code.value === section.code);
        section.fitting = !fits ? [] : section.rows.filter((row, i) =>
          (!column.value || columnOf(row) === column.value) &&
          words.every((word) => textsOf(section)[i].includes(word)));
        section.shown = PAGE;
        found += section.fitting.length;
        section.node.hidden = !section.fitting.length && !(isAll && !section.rows.length);
        section.count.textContent = section.said + (isAll ? "" : `, of which ${many(section.fitting.length)} fit`);
        show(section);
      }
      more.hidden = found > 0;
      result.textContent = isAll ? first
        : `${many(found)} of ${many(listed)} listed findings ${found === 1 ? "fits" : "fit"} the filter.`;
    };

    let timer = 0;
    const soon = () => { clearTimeout(timer); timer = setTimeout(apply, 120); };
    const clear = () => {
      search.value = code.value = column.value = "";
      for (const box of severities) box.checked = true;
      apply();
      search.focus();
    };
    search.addEventListener("input", soon);
    for (const control of [code, column, ...severities]) control.addEventListener("change", apply);
    for (const button of document.querySelectorAll(".clear")) button.addEventListener("click", clear);
    for (const section of sections) {
      section.button.addEventListener("click", () => {
        const next = section.fitting[section.shown];
        section.shown += PAGE;
        show(section);
        // The keyboard goes on where the new rows begin.
        next.tabIndex = -1;
        next.focus({ preventScroll: true });
      });
    }
    // On paper nothing can be asked for: all that fits is printed.
    addEventListener("beforeprint", () => {
      for (const section of sections) {
        section.onScreen = section.shown;
        section.shown = Infinity;
        show(section);
      }
    });
    addEventListener("afterprint", () => {
      for (const section of sections) {
        section.shown = section.onScreen;
        show(section);
      }
    });
    apply();
    root.classList.add("ready");
  });
})();
