/* A derivation a step at a time: each step lights up what it is about. Without a script all steps show. */
(() => {
  "use strict";

  const button = (label, act) => {
    const element = document.createElement("button");
    element.type = "button";
    element.textContent = label;
    element.addEventListener("click", act);
    return element;
  };

  const prepare = (container) => {
    const steps = [...container.querySelectorAll(":scope > .step")];
    let shown = steps.length;

    const place = document.createElement("span");
    place.setAttribute("role", "status");

    const go = (to) => {
      shown = Math.max(1, Math.min(steps.length, to));
      steps.forEach((step, k) => {
        step.hidden = k >= shown;
        step.classList.toggle("newest", k === shown - 1);
      });
      back.disabled = shown === 1;
      next.disabled = shown === steps.length;
      place.textContent = `step ${shown} of ${steps.length}`;
      const symbol = steps[shown - 1].querySelector("[data-sym]");
      if (symbol) globalThis.symbols?.show(symbol);
      controls.scrollIntoView({ block: "nearest" });
    };

    const start = button("Step by step", () => {
      start.replaceWith(back, next, all);
      go(1);
      next.focus();
    });
    const back = button("Back", () => go(shown - 1));
    const next = button("Next", () => go(shown + 1));
    const all = button("All", () => go(steps.length));

    const controls = document.createElement("div");
    controls.className = "unfold";
    controls.append(start, place);
    container.append(controls);
    place.textContent = `${steps.length} steps`;
  };

  document$.subscribe(() => document.querySelectorAll(".steps:not(:has(> .unfold))").forEach(prepare));

  /* On paper everything is open. */
  addEventListener("beforeprint", () => {
    document.querySelectorAll(".md-content details").forEach((element) => (element.open = true));
    document.querySelectorAll(".step[hidden]").forEach((element) => (element.hidden = false));
  });
})();
