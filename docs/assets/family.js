/* The family's page: tables that sort and filter, and arcs that light up with their cells.
 *
 * Nothing here knows a cell; without this script the page shows the same.
 */
(() => {
  "use strict";

  const text = (row, column) => row.cells[column].textContent.trim();

  const sort = (table, column) => {
    const heading = table.tHead.rows[0].cells[column];
    const down = heading.getAttribute("aria-sort") === "ascending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", down ? "descending" : "ascending");
    const rows = [...table.tBodies[0].rows];
    const order = (a, b) => text(a, column).localeCompare(text(b, column), "en", { numeric: true });
    rows.sort((a, b) => (down ? order(b, a) : order(a, b)));
    table.tBodies[0].append(...rows);
  };

  const sortable = (place) => {
    const table = place.querySelector("table");
    if (!table || place.querySelector(".filter")) return;
    [...table.tHead.rows[0].cells].forEach((heading, column) => {
      heading.tabIndex = 0;
      heading.addEventListener("click", () => sort(table, column));
      heading.addEventListener("keydown", ({ key }) => key === "Enter" && sort(table, column));
    });
    const filter = Object.assign(document.createElement("input"), { type: "search", className: "filter" });
    filter.placeholder = "filter";
    filter.setAttribute("aria-label", "Show only rows that contain this");
    filter.addEventListener("input", () => {
      const wanted = filter.value.toLowerCase();
      for (const row of table.tBodies[0].rows) row.hidden = !row.textContent.toLowerCase().includes(wanted);
    });
    place.prepend(filter);
  };

  const map = (figure) => {
    const near = (name, on) => {
      for (const arc of figure.querySelectorAll("[data-general]")) {
        const { general, special } = arc.dataset;
        if (general !== name && special !== name) continue;
        arc.classList.toggle("near", on);
        for (const end of [general, special]) {
          figure.querySelector(`[data-cell="${end}"]`).classList.toggle("near", on);
        }
      }
    };
    for (const box of figure.querySelectorAll("[data-cell]")) {
      for (const [event, on] of [["mouseenter", true], ["focus", true], ["mouseleave", false], ["blur", false]]) {
        box.addEventListener(event, () => near(box.dataset.cell, on));
      }
    }
  };

  /* A proof that an arc or an address leads to is opened. */
  const open = () => {
    const place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const details = place?.closest("p")?.nextElementSibling;
    if (details?.matches("details")) details.open = true;
  };

  const start = () => {
    document.querySelectorAll(".sortable").forEach(sortable);
    document.querySelectorAll(".family-map").forEach(map);
    open();
  };

  window.addEventListener("hashchange", open);
  if (typeof document$ !== "undefined") document$.subscribe(start);
  else document.addEventListener("DOMContentLoaded", start);
})();
