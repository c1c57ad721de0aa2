/* Numbers to try: both sides of a refuted claim, computed again whenever a number is changed. */
(() => {
  "use strict";

  const CLOSE = 1e-9;

  const element = (tag, properties = {}, ...children) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  };

  const said = (rows) => rows.flat().map((value) => Number(value.toPrecision(6))).join(", ").replaceAll("-", "−");

  const differ = (left, right) =>
    left.flat().some((value, k) => !(Math.abs(value - right.flat()[k]) <= CLOSE * (1 + Math.abs(value))));

  /* The table of one trial becomes a form; what its rows are called stays. */
  const start = async (root) => {
    const trial = (await scripts.find(root.dataset.folder, "trials"))[root.dataset.trial];
    const values = structuredClone(trial.values);
    const results = [...root.querySelectorAll("[data-side] td")];
    const verdict = element("p", { className: "trial-says" });
    verdict.setAttribute("aria-live", "polite");

    const compute = () => {
      const { left, right } = trial.at(values);
      [left, right].forEach((side, k) => { results[k].textContent = said(side); });
      verdict.textContent = differ(left, right)
        ? "The two differ."
        : "With these numbers the two are the same; it takes only one set of numbers to refute.";
    };

    const field = (name, i, j) => {
      const input = element("input", { type: "number", step: "any", value: values[name][i][j] });
      const place = values[name][i].length > 1 ? `row ${i + 1}, column ${j + 1}` : `entry ${i + 1}`;
      input.setAttribute("aria-label", `${name}, ${place}`);
      input.addEventListener("input", () => {
        if (Number.isNaN(input.valueAsNumber)) return;
        values[name][i][j] = input.valueAsNumber;
        compute();
      });
      return input;
    };

    for (const row of root.querySelectorAll("[data-name]")) {
      const name = row.dataset.name;
      const grid = element("span", { className: "grid-of-numbers" });
      grid.style.gridTemplateColumns = `repeat(${values[name][0].length}, 4.4rem)`;
      grid.append(...values[name].flatMap((line, i) => line.map((_, j) => field(name, i, j))));
      row.querySelector("td").replaceChildren(grid);
    }
    root.append(verdict);
    compute();
  };

  document$.subscribe(() => {
    for (const root of document.querySelectorAll(".trial:not([data-mounted])")) {
      root.dataset.mounted = "true";
      start(root).catch((error) => root.append(element("p", { textContent: error.message })));
    }
  });
})();
