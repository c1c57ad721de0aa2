/* What scrolls sideways can be reached, and so scrolled, with the keyboard; what does not scroll is no stop. */
(() => {
  "use strict";

  const boxes = ".md-typeset__scrollwrap, .tabbed-labels, .sides td, figure.speed";

  const update = (box) => {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  };

  const watch = new ResizeObserver((entries) =>
    entries.forEach(({ target }) => update(target.closest(boxes))));

  const watchAll = () => {
    watch.disconnect();
    document.querySelectorAll(boxes).forEach((box) => {
      watch.observe(box);
      box.querySelectorAll("table").forEach((table) => watch.observe(table));
    });
  };

  /* For what a script adds to the page. */
  globalThis.reach = Object.freeze({ watchAll });

  document$.subscribe(watchAll);
})();
