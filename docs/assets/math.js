/* Formulas: every `.arithmatex` element is set by KaTeX, once; those in sight first, the rest in slices.
 *
 * `formulas.options`, `split` and `unmark` know nothing of the page, so that the tests can parse each
 * formula with exactly what the site uses.
 */
(() => {
  "use strict";

  /* What KaTeX paints what it had to refuse in; the tests look for this colour. */
  const errorColor = "#c2185b";

  /* So many milliseconds of work at a time, so that the page answers meanwhile. */
  const slice = 40;

  /* KaTeX's settings: everything doubtful is an error, except the one extension in use. */
  const options = (display) => ({
    displayMode: display,
    throwOnError: false,
    errorColor,
    strict: (code) => (code === "htmlExtension" ? "ignore" : "error"),
    trust: ({ command }) => command === "\\htmlData",
  });

  /* "\(x\)" or "\[x\]" -> the LaTeX between the delimiters, and whether it stands alone. */
  const split = (text) => {
    const found = /^\s*\\([([])([\s\S]*)\\[)\]]\s*$/.exec(text);
    return found
      ? { tex: found[2].trim(), display: found[1] === "[" }
      : { tex: text.trim(), display: false };
  };

  /* The LaTeX as one would copy it: without the marks by which symbols are pointed at. */
  const unmark = (tex) => {
    const mark = "\\htmlData{";
    const start = tex.indexOf(mark);
    if (start < 0) return tex.replace(/^\\displaystyle /, "");
    const begin = tex.indexOf("}{", start) + 2;
    let end = begin;
    for (let depth = 1; depth > 0; end++) depth += { "{": 1, "}": -1 }[tex[end]] ?? 0;
    return unmark(tex.slice(0, start) + tex.slice(begin, end - 1) + tex.slice(end));
  };

  const sources = new WeakMap();

  const render = (element) => {
    const { tex, display } = split(element.textContent);
    sources.set(element, tex);
    element.dataset.rendered = display ? "display" : "inline";
    katex.render(tex, element, options(display));
  };

  /* The clean LaTeX of a formula that has been set. */
  const source = (element) => unmark(sources.get(element) ?? "");

  const waiting = () => [...document.querySelectorAll(".arithmatex:not([data-rendered])")];

  const inSight = (element) => {
    const { top, bottom } = element.getBoundingClientRect();
    return bottom >= 0 && top <= innerHeight;
  };

  let run = 0;

  /* The place that the address names may have moved while formulas grew. */
  const settle = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target) target.scrollIntoView();
  };

  /* Large signs have fonts of their own, which a browser fetches when it paints them: too late for paper. */
  const fetchFonts = () => ["Size1", "Size2"].forEach((name) => document.fonts.load(`1em KaTeX_${name}`));

  const renderAll = () => {
    const mine = ++run;
    const queue = waiting();
    queue.filter(inSight).forEach(render);
    const rest = queue.filter((element) => !element.dataset.rendered);
    const work = () => {
      if (mine !== run) return;
      for (const until = performance.now() + slice; rest.length && performance.now() < until; ) {
        const element = rest.shift();
        if (!element.dataset.rendered) render(element);
      }
      if (rest.length) setTimeout(work);
      else {
        settle();
        fetchFonts();
      }
    };
    setTimeout(work);
  };

  globalThis.formulas = Object.freeze({ errorColor, options, renderAll, source, split, unmark });

  if (typeof addEventListener !== "undefined") {
    addEventListener("beforeprint", () => waiting().forEach(render));
  }

  /* Material emits on `document$` now and after each instant navigation. */
  if (typeof document$ !== "undefined") document$.subscribe(renderAll);
  else if (typeof document !== "undefined") renderAll();
})();
