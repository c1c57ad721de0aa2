/* What scrolls sideways says so: it fades where there is more, and it can be reached, and so scrolled, with the
 * keyboard; what does not scroll is no stop.
 */
(() => {
  "use strict";

  const boxes = ".md-typeset__scrollwrap, .tabbed-labels, .sides td, .wide";

  /* Beyond which edges of a box there is more; a pixel is a matter of rounding. */
  const shade = (box) => {
    const left = box.scrollLeft;
    box.classList.toggle("more-left", left > 1);
    box.classList.toggle("more-right", box.scrollWidth - box.clientWidth - left > 1);
  };

  /* Where a drawing marks a line, that is seen at first. */
  const begin = (box) => {
    const mark = box.querySelector(".mark");
    if (!mark || "begun" in box.dataset) return;
    box.dataset.begun = "";
    const edge = box.getBoundingClientRect().right - box.clientWidth / 5;
    box.scrollLeft += Math.max(0, mark.getBoundingClientRect().right - edge);
  };

  const update = (box) => {
    const scrolls = box.scrollWidth > box.clientWidth;
    if (scrolls) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
    if (scrolls && box.matches(".wide")) begin(box);
    shade(box);
  };

  const watch = new ResizeObserver((entries) =>
    entries.forEach(({ target }) => update(target.closest(boxes))));

  const watchAll = () => {
    watch.disconnect();
    document.querySelectorAll(boxes).forEach((box) => {
      watch.observe(box);
      box.addEventListener("scroll", ({ currentTarget }) => shade(currentTarget), { passive: true });
      box.querySelectorAll("table").forEach((table) => watch.observe(table));
    });
  };

  /* For what a script adds to the page. */
  globalThis.reach = Object.freeze({ watchAll });

  document$.subscribe(watchAll);
})();
