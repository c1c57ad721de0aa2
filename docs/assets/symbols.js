/* Symbols: point at one, or focus it, and every other place on the page that shows it lights up.
 *
 * A symbol is any element with `data-sym`: inside a formula it comes from \htmlData{sym=f}{…}, in a
 * table from an attribute. Rows and cells that carry one can be reached with the keyboard.
 */
(() => {
  "use strict";

  const lit = "sym-lit";

  const light = (event) => {
    const name = event.target.closest?.("[data-sym]")?.dataset.sym;
    for (const element of document.querySelectorAll(`.${lit}`)) {
      if (element.dataset.sym !== name) element.classList.remove(lit);
    }
    if (name === undefined) return;
    for (const element of document.querySelectorAll(`[data-sym="${CSS.escape(name)}"]`)) {
      element.classList.add(lit);
    }
  };

  const makeFocusable = () =>
    document.querySelectorAll("tr[data-sym], td[data-sym], dt[data-sym]").forEach((element) => {
      element.tabIndex = 0;
    });

  document.addEventListener("pointerover", light);
  document.addEventListener("focusin", light);
  document$.subscribe(makeFocusable);
})();
