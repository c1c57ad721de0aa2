/* Formulas: every `.arithmatex` element is set by KaTeX, once.
 *
 * `formulas.options` and `formulas.split` know nothing of the page, so that the tests can parse
 * each formula with exactly what the site uses.
 */
(() => {
  "use strict";

  /* What KaTeX paints what it had to refuse in; the tests look for this colour. */
  const errorColor = "#c2185b";

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

  const render = (element) => {
    const { tex, display } = split(element.textContent);
    element.dataset.rendered = display ? "display" : "inline";
    katex.render(tex, element, options(display));
  };

  const renderAll = () => document.querySelectorAll(".arithmatex:not([data-rendered])").forEach(render);

  globalThis.formulas = Object.freeze({ errorColor, options, renderAll, split });

  /* Material emits on `document$` now and after each instant navigation. */
  if (typeof document$ !== "undefined") document$.subscribe(renderAll);
  else if (typeof document !== "undefined") renderAll();
})();
