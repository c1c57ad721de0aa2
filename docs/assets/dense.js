/* Small dense matrices, lists of rows: what the functions that are printed from the equations call.
 *
 * Nothing here belongs to any cell. A vector is a matrix of one column.
 */
(() => {
  "use strict";

  const fill = (value, rows, columns) => Array.from({ length: rows }, () => Array(columns).fill(value));
  const map = (f, a) => a.map((row) => row.map((entry) => f(entry)));
  const combine = (f, a, b) => a.map((row, i) => row.map((entry, j) => f(entry, b[i][j])));
  const plus = (...all) => all.reduce((a, b) => combine((x, y) => x + y, a, b));
  const times = (...all) => all.reduce((a, b) => combine((x, y) => x * y, a, b));
  const transpose = (a) => a[0].map((_, j) => a.map((row) => row[j]));
  const inner = (u, v) => u.reduce((sum, entry, k) => sum + entry * v[k], 0);
  const multiply = (a, b) => {
    const columns = transpose(b);
    return a.map((row) => columns.map((column) => inner(row, column)));
  };
  const product = (...all) => all.reduce(multiply);
  const diag = (v) => v.map(([entry], i) => v.map((_, j) => (i === j ? entry : 0)));
  const diagonal = (a) => a.map((row, i) => [row[i]]);
  const maximum = (...all) => all.reduce((a, b) => combine(Math.max, a, b));
  const total = (a) => [[a.flat().reduce((sum, entry) => sum + entry, 0)]];
  const concat = (...all) => all.flat();

  globalThis.dense = Object.freeze({
    concat, diag, diagonal, fill, map, maximum, plus, product, times, total, transpose,
  });
})();
