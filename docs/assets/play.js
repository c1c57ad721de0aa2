/* Knobs that move curves.
 *
 * Every number comes from the functions of assets/derived, which were printed from the equations; every
 * axis was drawn when the page was made. Here is only what lies between: read the knobs, call the
 * functions, set the paths.
 *
 * A panel has slots, each with a cell; figures of the panel show a plot of one slot's cell. `playing`
 * knows nothing of the page, so that the tests can compare it with the same curves from Python.
 */
(() => {
  "use strict";

  /* --- Numbers ------------------------------------------------------------------------------- */

  const each = (functions, v) =>
    Object.fromEntries(Object.entries(functions).map(([name, at]) => [name, at(v)]));

  /* The curves of a plot: [x, value, value, …] for each place of it, at the knobs' settings. */
  const rows = (play, plot, settings, over = plot.over) => {
    let v = { ...settings, ...each(play.begins, settings) };
    return plot.places.map((x) => {
      const here = over ? { ...v, [over]: x } : v;
      const row = [x, ...plot.curves.map(({ at }) => at(here))];
      if (!over) v = { ...v, ...each(play.moves, v) };
      return row;
    });
  };

  /* --- From numbers to places in a drawing ----------------------------------------------------- */

  const FAR = 1e4;
  const share = (value, [low, high]) => (value - low) / (high - low);
  const rounded = (length) => Math.round(10 * length) / 10;
  const across = (axes, x) => rounded(axes.left + (axes.right - axes.left) * share(x, axes.x));

  const up = (axes, y) => {
    const at = axes.logarithmic
      ? share(Math.log10(Math.max(y, axes.least)), axes.y.map(Math.log10))
      : share(y, axes.y);
    return rounded(axes.bottom - (axes.bottom - axes.top) * Math.min(Math.max(at, -FAR), FAR));
  };

  /* A path through all points that are numbers. */
  const path = (axes, points) => {
    let pen = "M";
    return points
      .map(([x, y]) => {
        if (Number.isNaN(y)) {
          pen = "M";
          return "";
        }
        const piece = `${pen}${across(axes, x)} ${up(axes, y)}`;
        pen = " L";
        return piece;
      })
      .join("");
  };

  /* Heights within the drawing, moved down where labels would overlap. */
  const apart = (axes, heights) => {
    const placed = heights.map((y) => Math.min(Math.max(y, axes.top), axes.bottom));
    const order = placed.map((_, k) => k).sort((a, b) => placed[a] - placed[b]);
    order.slice(1).forEach((here, k) => {
      placed[here] = Math.max(placed[here], placed[order[k]] + axes.gap);
    });
    const excess = Math.max(0, placed[order.at(-1)] - axes.bottom);
    return placed.map((y) => rounded(y - excess));
  };

  const RAISED = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };

  /* A number as one would say it: 0.25, −1.3, 8.9 · 10⁻¹⁶. */
  const spoken = (value) => {
    if (!Number.isFinite(value)) return Number.isNaN(value) ? "no number" : "∞";
    const size = Math.abs(value);
    if (value === 0 || (size >= 0.001 && size < 1000)) return String(Number(value.toPrecision(3))).replace("-", "−");
    const [digits, power] = value.toExponential(1).split("e");
    return `${digits.replace("-", "−")}\u00a0·\u00a010${[...power.replace("+", "")].map((sign) => RAISED[sign]).join("")}`;
  };

  globalThis.playing = Object.freeze({ apart, path, rows, spoken });
  if (typeof document === "undefined") return;

  /* --- The page -------------------------------------------------------------------------------- */

  const LINKED = "linked";
  const PATIENCE = 500;

  const element = (tag, properties = {}, ...children) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  };

  const formula = (latex) => element("span", { className: "arithmatex", textContent: `\\(${latex}\\)` });

  class Panel {
    constructor(root) {
      this.root = root;
      this.names = root.dataset.cells.split(" ");
      this.links = root.dataset.linked?.split(" ") ?? [];
      this.settings = {};
      this.over = "";
      for (const select of root.querySelectorAll("[data-choose]")) {
        select.addEventListener("change", () => this.choose(Number(select.dataset.choose), select.value));
        /* A browser may remember what was chosen before the page was loaded anew. */
        this.names[Number(select.dataset.choose)] = select.value;
      }
      const reset = root.querySelector(".reset");
      reset.hidden = false;
      reset.addEventListener("click", () => this.reset());
      this.show();
    }

    choose(slot, name) {
      this.names[slot] = name;
      this.over = "";
      return this.show();
    }

    reset() {
      this.settings = {};
      this.over = "";
      this.lay();
      this.draw(true);
    }

    /* Fetches what is chosen, then lays out its knobs and draws. */
    async show() {
      const names = [...this.names];
      try {
        const found = await Promise.all(names.map((name) => scripts.find(this.root.dataset.folder, name)));
        if (names.some((name, slot) => name !== this.names[slot])) return;
        this.entries = found;
        this.plays = found.map(({ play }) => play);
        this.lay();
        this.draw(true);
      } catch (error) {
        this.root.querySelector(".panel-says").textContent = String(error.message);
      }
    }

    linked(slot) {
      return this.plays[slot].knobs.find(({ roles }) => roles.includes(this.links[slot]));
    }

    /* Every knob of the panel once; the linked ones are one. */
    knobs() {
      const found = new Map();
      if (this.links.length) {
        const all = this.links.map((_, slot) => this.linked(slot));
        const label = all.map(({ called, latex }, slot) => ({ called, latex, of: this.plays[slot].title }));
        found.set(LINKED, { ...all[0], name: LINKED, label });
      }
      this.plays.forEach((play, slot) => {
        for (const knob of play.knobs) {
          if (this.links.length && knob === this.linked(slot)) continue;
          if (!found.has(knob.name)) found.set(knob.name, { ...knob, label: [knob] });
        }
      });
      return [...found.values()];
    }

    /* The sliders; what is no gate folds away. */
    lay() {
      const all = this.knobs();
      const gates = all.filter(({ roles }) => roles.length);
      const others = all.filter(({ roles }) => !roles.length);
      const fill = (place, knobs) => place.replaceChildren(...knobs.map((knob) => this.row(knob)));
      fill(this.root.querySelector(".knobs"), gates.length ? gates : others);
      const rest = this.root.querySelector(".more-knobs");
      rest.hidden = !gates.length;
      if (gates.length) fill(rest.querySelector("div"), others);
      const update = this.root.querySelector(".panel-update");
      if (update) update.innerHTML = this.entries[0].facts?.update ?? "";
      formulas.renderAll();
    }

    row(knob) {
      const value = (this.settings[knob.name] ??= knob.start);
      const words = knob.label.flatMap(({ called, latex, of }, k) => [
        ...(k ? [element("br")] : []),
        `${called} `,
        ...(latex ? [formula(latex)] : []),
        ...(of ? [element("small", { textContent: ` ${of}` })] : []),
      ]);
      const shown = element("output", { textContent: spoken(value) });
      shown.setAttribute("aria-live", "off"); /* the slider speaks for itself */
      const range = element("input", {
        type: "range", min: knob.low, max: knob.high, step: (knob.high - knob.low) / 100, name: knob.name,
      });
      range.value = value;
      range.setAttribute("aria-valuetext", spoken(value));
      range.setAttribute("aria-label", knob.label.map(({ called, of }) => (of ? `${called}, ${of}` : called)).join("; "));
      range.addEventListener("input", () => {
        this.settings[knob.name] = range.valueAsNumber;
        shown.textContent = spoken(range.valueAsNumber);
        range.setAttribute("aria-valuetext", shown.textContent);
        if (knob.roles.length && knob.name !== LINKED) this.over = knob.name;
        this.draw();
      });
      const roles = (knob.name === LINKED ? [] : knob.roles).map((role) =>
        element("span", { className: `role role-${role}`, textContent: role }));
      return element("label", { className: "knob" }, element("span", { className: "knob-name" }, ...words, " ", ...roles), range, shown);
    }

    draw(quietly = false) {
      const said = [...this.root.querySelectorAll("figure[data-plot]")].map((figure) => this.figure(figure));
      clearTimeout(this.timer);
      if (quietly) return;
      this.timer = setTimeout(() => {
        this.root.querySelector(".panel-says").textContent = said.join(" ");
      }, PATIENCE);
    }

    /* The knobs of one slot's cell, with the linked one under its own name there. */
    values(slot) {
      const own = Object.fromEntries(this.plays[slot].knobs.map(({ name }) => [name, this.settings[name]]));
      if (this.links.length) own[this.linked(slot).name] = this.settings[LINKED];
      return own;
    }

    /* Which gate a figure shows from 0 to 1: its role's, else the one that was moved last, else its plot's. */
    swept(figure, play, plot, slot) {
      if (!plot.over) return undefined;
      const knobs = play.knobs.filter(({ low, high, roles }) => !roles.length || (low === 0 && high === 1));
      const wanted = figure.dataset.role ? this.linked(slot).name : this.over;
      return knobs.find(({ name }) => name === wanted) ?? knobs.find(({ name }) => name === plot.over);
    }

    figure(figure) {
      const slot = Number(figure.dataset.slot);
      const axes = JSON.parse(figure.dataset.axes);
      const play = this.plays[slot];
      const plot = play.plots.find(({ key }) => key === figure.dataset.plot);
      figure.hidden = !plot;
      if (!plot) return "";
      const settings = this.values(slot);
      const over = this.swept(figure, play, plot, slot);
      const found = rows(play, plot, settings, over?.name);
      const title = over?.roles.length ? `${play.title}: ${over.called}` : plot.title;
      const svg = figure.querySelector("svg");
      svg.querySelector(".chart-title").textContent = title;
      if (over) svg.querySelector(".axis").textContent = over.called;
      svg.setAttribute("aria-label", title);
      const labels = apart(axes, plot.curves.map((_, k) => up(axes, found.at(-1)[k + 1]) || axes.bottom));
      plot.curves.forEach(({ label }, k) => {
        svg.querySelector(`.curve-${k}`).setAttribute("d", path(axes, found.map((row) => [row[0], row[k + 1]])));
        const text = svg.querySelector(`.label-${k}`);
        text.textContent = label;
        text.setAttribute("y", labels[k] + 4);
      });
      return this.caption(figure, axes, plot, over, settings, found, title);
    }

    /* The numbers below the curves: where the slider stands, or after the last step. */
    caption(figure, axes, plot, over, settings, found, title) {
      const mark = figure.querySelector(".mark");
      let [x, ...values] = found.at(-1);
      if (over) {
        x = settings[over.name];
        values = rows(this.plays[Number(figure.dataset.slot)], { ...plot, places: [x] }, settings, over.name)[0].slice(1);
        mark.removeAttribute("hidden");
        mark.setAttribute("x1", across(axes, x));
        mark.setAttribute("x2", across(axes, x));
      }
      const where = over ? `At ${spoken(x)}` : `After ${x} steps`;
      const numbers = plot.curves.map(({ label }, k) => `${label} ${spoken(values[k])}`).join(", ");
      const note = plot.note?.at(settings);
      const more = Number.isFinite(note) && note >= 0 ? ` ${plot.note.words.replace("{}", spoken(note))}` : "";
      const text = `${where}: ${numbers}.${more}`;
      figure.querySelector("figcaption").textContent = text;
      return `${title}. ${text}`;
    }
  }

  const mount = () => {
    for (const root of document.querySelectorAll(".panel[data-cells]:not([data-mounted])")) {
      root.dataset.mounted = "true";
      new Panel(root);
    }
  };

  document$.subscribe(mount);
})();
