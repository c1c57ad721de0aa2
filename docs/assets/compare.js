/* Any two cells side by side.
 *
 * What each cell is like in each point was derived when the page was made; here keys are only compared:
 * equal or not. The address keeps the choice: compare/#lstm,gru_cho.
 */
(() => {
  "use strict";

  /* The points for which both sides have a property, in order. */
  const points = (left, right) =>
    left.flatMap((one) => {
      const other = right.find(({ topic }) => topic === one.topic);
      return other ? [{ topic: one.topic, agrees: one.key === other.key, left: one.says, right: other.says }] : [];
    });

  globalThis.comparing = Object.freeze({ points });
  if (typeof document === "undefined") return;

  const ADDRESS = /^#([\w-]+),([\w-]+)$/;

  const tag = (name, inside, attributes = "") => `<${name}${attributes}>${inside}</${name}>`;

  const verdict = (agrees) =>
    `<span class="verdict" role="img" aria-label="${agrees ? "the same" : "different"}">${agrees ? "=" : "≠"}</span>`;

  /* Two cells as HTML: a table with a group of rows for the memory and for each role. */
  const comparison = (cells, root) => {
    const titles = cells.map(({ title }) => title);
    const sides = (texts) => texts.map((text, k) => tag("td", text, ` data-of="${titles[k]}"`)).join("");
    const point = ({ topic, agrees, left, right }) =>
      tag("tr", tag("th", verdict(agrees) + topic, ' scope="row"') + sides([left, right]), agrees ? "" : ' class="differs"');
    const group = (name, texts, found) =>
      tag("tbody", tag("tr", tag("th", name, ' scope="rowgroup"') + sides(texts), ' class="heading"') + found.map(point).join(""));
    const [one, other] = cells;
    const roles = one.roles.map(({ kind, factor, properties }, k) =>
      group(
        tag("span", kind, ` class="role role-${kind}"`),
        [factor, other.roles[k].factor],
        points(properties, other.roles[k].properties),
      ));
    const heads = cells.map(({ title, page }) => tag("th", tag("a", title, ` href="${root}${page}"`), ' scope="col"'));
    return tag(
      "table",
      tag("thead", tag("tr", `<td></td>${heads.join("")}`)) +
        group("memory", [one.update, other.update], points(one.whole, other.whole)) + roles.join(""),
      ' class="sides"',
    );
  };

  const start = (root) => {
    const selects = [...root.querySelectorAll("select")];
    const place = root.querySelector(".pairs-result");
    const chosen = () => selects.map(({ value }) => value);

    const show = async () => {
      const names = chosen();
      try {
        const found = await Promise.all(names.map((name) => scripts.find(root.dataset.folder, name)));
        if (String(names) !== String(chosen())) return;
        place.innerHTML = comparison(found.map(({ facts }) => facts), root.dataset.root);
        formulas.renderAll();
        reach.watchAll();
        symbols.open();
      } catch (error) {
        place.textContent = String(error.message);
      }
    };

    /* From the address, if it names two cells that there are. */
    const follow = () => {
      const names = ADDRESS.exec(location.hash)?.slice(1) ?? [];
      const known = names.length && names.every((name, k) => [...selects[k].options].some(({ value }) => value === name));
      if (known) selects.forEach((select, k) => { select.value = names[k]; });
      return known;
    };

    const changed = () => {
      history.replaceState(history.state, "", `#${chosen().join(",")}`);
      show();
    };

    for (const select of selects) select.addEventListener("change", changed);
    root.querySelector(".swap").addEventListener("click", () => {
      const names = chosen().reverse();
      selects.forEach((select, k) => { select.value = names[k]; });
      changed();
    });
    addEventListener("hashchange", () => {
      if (root.isConnected && follow()) show();
    });
    root.querySelector(".pair").hidden = false;
    follow();
    show();
  };

  document$.subscribe(() => {
    for (const root of document.querySelectorAll(".pairs:not([data-mounted])")) {
      root.dataset.mounted = "true";
      start(root);
    }
  });
})();
