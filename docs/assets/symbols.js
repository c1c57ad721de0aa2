/* Symbols explain themselves: point at one, tap it, or walk to it with the arrow keys.
 *
 * A symbol is any element with `data-sym`: inside a formula it comes from \htmlData{sym=lstm:f}{…}, in
 * tables and drawings from an attribute, in code from the names that the glossary knows. The glossary is
 * what the page says of each: [symbol, meaning, shape, group, address of its definition, line]. A symbol's
 * group lights up wherever it stands, and the reading line at the foot of the window says the rest.
 *
 * Whatever matches `walked` is one stop of the tab key; within it the arrow keys go from symbol to symbol.
 */
(() => {
  "use strict";

  const [SYMBOL, MEANING, SHAPE, GROUP, WHERE, LINE] = [0, 1, 2, 3, 4, 5];
  const walked = ".eqs, div.arithmatex, figure.drawing, .stacks, .panel-update, table.sides, table:has(tr[data-sym])";
  const hint = "Point at a symbol, tap it, or go to equations with the tab key: its meaning shows here.";
  const keys = "Arrow keys: the next symbol or equation. Enter: its definition. C: copy the equation.";

  let glossary = {};
  let line = null;
  let lit = [];
  let at = null;
  let pinned = false;

  const make = (tag, className, text = "") => {
    const element = document.createElement(tag);
    element.className = className;
    element.textContent = text;
    return element;
  };

  const formula = (tex, className = "") => {
    const element = make("span", className);
    katex.render(tex, element, formulas.options(false));
    return element;
  };

  /* Words with formulas in dollars. */
  const words = (text) => {
    const element = make("span", "reading-meaning");
    text.split("$").forEach((part, k) => element.append(k % 2 ? formula(part) : part));
    return element;
  };

  /* --- Light ------------------------------------------------------------------------------- */

  const groupOf = (key) => glossary[key]?.[GROUP] ?? key;

  const put = (element, ...names) => {
    element.classList.add(...names);
    lit.push(element);
  };

  const douse = () => {
    lit.forEach((element) => element.classList.remove("sym-lit", "sym-same", "sym-at"));
    lit = [];
  };

  const light = (key, here) => {
    douse();
    const group = groupOf(key);
    for (const element of document.querySelectorAll("[data-sym]")) {
      if (groupOf(element.dataset.sym) === group) {
        put(element, "sym-lit", ...(element.dataset.sym === key ? ["sym-same"] : []));
      }
    }
    if (here) put(here, "sym-at");
  };

  /* --- The reading line ---------------------------------------------------------------------- */

  const say = (key) => {
    const entry = glossary[key];
    if (!entry || !line) return;
    const parts = [formula(entry[SYMBOL], "reading-name"), words(entry[MEANING])];
    if (entry[SHAPE]) parts.push(formula(entry[SHAPE], "reading-shape"));
    if (entry[WHERE]) {
      const link = make("a", "reading-where");
      link.href = entry[WHERE];
      link.append(entry[LINE] ? make("code", "", entry[LINE]) : "definition");
      parts.push(link);
    }
    line.replaceChildren(...parts);
  };

  const rest = () => {
    douse();
    at = null;
    pinned = false;
    line?.replaceChildren(make("span", "reading-hint", hint));
  };

  const show = (element) => {
    at = element;
    light(element.dataset.sym, element);
    say(element.dataset.sym);
  };

  /* --- Pointing and tapping ------------------------------------------------------------------ */

  const symbolAt = (event) => event.target.closest?.("[data-sym]");

  document.addEventListener("pointerover", (event) => {
    const element = symbolAt(event);
    if (element && !pinned && event.pointerType !== "touch") show(element);
    offer(event.target.closest?.(".eq"));
  });

  document.addEventListener("click", (event) => {
    const element = symbolAt(event);
    if (element) {
      const again = pinned && at === element;
      if (again) return rest();
      show(element);
      pinned = true;
    } else if (pinned && !event.target.closest?.(".reading, .eq-tools")) rest();
    offer(event.target.closest?.(".eq"));
  });

  /* --- The keyboard -------------------------------------------------------------------------- */

  const inside = (block) =>
    [...block.querySelectorAll("[data-sym]")].filter((element) => element.checkVisibility());

  /* The symbol nearest in the row of symbols below or above. */
  const beyond = (symbols, from, down) => {
    const middle = (element) => {
      const box = element.getBoundingClientRect();
      return [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
    };
    const [x, y] = middle(from);
    const away = ([left, top]) => Math.abs(left - x) / 8 + Math.abs(top - y);
    const found = symbols
      .map((element) => [element, middle(element)])
      .filter(([, [, top]]) => (down ? top > y + 12 : top < y - 12));
    return found.sort((one, other) => away(one[1]) - away(other[1]))[0]?.[0];
  };

  const walk = (block, key) => {
    const symbols = inside(block);
    const here = symbols.indexOf(at);
    if (here < 0) return symbols[0];
    if (key === "ArrowRight") return symbols[here + 1];
    if (key === "ArrowLeft") return symbols[here - 1];
    return beyond(symbols, at, key === "ArrowDown");
  };

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return rest();
    const block = event.target.closest?.(walked);
    if (!block || event.target !== block || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key.startsWith("Arrow")) {
      const next = walk(block, event.key);
      if (!next) return;
      event.preventDefault();
      event.stopPropagation();
      show(next);
      next.scrollIntoView({ block: "nearest", inline: "nearest" });
    } else if (event.key === "Enter" && at) line.querySelector("a")?.click();
    else if (event.key === "c" && at) {
      const here = at;
      offer(here.closest(".eq"));
      here.closest(".eq")?.querySelector(".eq-tools button")?.click();
      block.focus({ preventScroll: true }); // copying takes the focus away
      show(here);
    } else return;
    event.stopPropagation();
  }, true);

  document.addEventListener("focusin", (event) => {
    if (!event.target.matches?.(walked) || !event.target.matches(":focus-visible")) return;
    const first = inside(event.target)[0];
    if (first) show(first);
    line?.append(make("span", "reading-hint", keys));
  });

  /* --- What an equation offers ----------------------------------------------------------------- */

  const sides = (row) => [...row.querySelectorAll(":scope > .arithmatex")].map(formulas.source);

  const equation = (row) => sides(row).join(" = ");

  const block = (rows) =>
    `\\begin{aligned}\n${rows.map((row) => sides(row).join(" &= ")).join(" \\\\\n")}\n\\end{aligned}`;

  const button = (label, text) => {
    const element = make("button", "eq-copy", label);
    element.type = "button";
    element.title = `Copy the LaTeX of ${label === "all" ? "the whole block" : "this equation"}`;
    element.setAttribute("aria-label", element.title);
    element.dataset.clipboardText = text;
    element.tabIndex = -1;
    return element;
  };

  let tools = null;

  /* The tools wait at the end of the equation that was last pointed at. */
  const offer = (row) => {
    if (!row || tools?.parentElement === row) return;
    tools?.remove();
    tools = make("span", "eq-tools");
    const link = make("a", "", "#");
    Object.assign(link, { href: `#${row.id}`, title: "Link to this equation", tabIndex: -1 });
    link.setAttribute("aria-label", link.title);
    const rows = [...row.closest(".eqs").querySelectorAll(".eq")];
    tools.append(button("TeX", equation(row)), ...(rows.length > 1 ? [button("all", block(rows))] : []), link);
    row.append(tools);
  };

  /* --- Each page ------------------------------------------------------------------------------- */

  /* Names in code are symbols too. */
  const nameCode = () => {
    for (const code of document.querySelectorAll("[data-cell] code")) {
      const { cell } = code.closest("[data-cell]").dataset;
      for (const name of code.querySelectorAll(".n, .nf")) {
        const key = `${cell}:${name.textContent}`;
        if (glossary[key]) name.dataset.sym = key;
      }
    }
  };

  /* The reading line, and a stop of the tab key for whatever is walked. */
  const open = () => {
    if (!line) {
      line = make("div", "reading");
      line.setAttribute("role", "status");
      document.querySelector(".md-content").append(line);
      rest();
    }
    document.querySelectorAll(walked).forEach((element) => {
      element.tabIndex = 0;
      if (element.matches("table")) return;
      if (!element.matches("figure")) element.setAttribute("role", "group");
      element.setAttribute("aria-label", element.matches("figure") ? "Drawing" : "Equations");
    });
  };

  const begin = () => {
    glossary = JSON.parse(document.getElementById("glossary")?.dataset.symbols ?? "{}");
    line = null;
    tools = null;
    if (!Object.keys(glossary).length) return;
    nameCode();
    open();
  };

  /* Symbols that a script brings along; their definitions have addresses from `root`. */
  const explain = (entries, root) => {
    for (const [key, entry] of Object.entries(entries)) {
      glossary[key] ??= entry.map((part, k) => (k === WHERE && part ? new URL(part, root).href : part));
    }
    open();
  };

  document$.subscribe(begin);

  globalThis.symbols = Object.freeze({ show, explain, open });
})();
