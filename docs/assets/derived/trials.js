/* generated, do not edit: `python -m derive` writes it from templates/trials.js.j2; sum 65e6d737c1b005d4 */
(globalThis.derived ??= new Map()).set("trials", {
  "Q4-gru_cho-1": {
    values: {"U_z": [[0.5, 0.7], [-1.8, -0.4]], "W_h": [[1.3, 1.2], [0.6, -0.1]], "W_z": [[1.1, 0.3], [1.8, -0.7]], "b_h": [[1.3], [-1.2]], "b_z": [[-0.2], [-1.2]], "h_prev": [[-1.4], [2.0]], "x": [[-0.4], [1.5]]},
    at: (given) => {
      const sigmoid = (u) => 1/(1 + Math.exp(-u));
      const tanh = (u) => Math.tanh(u);
      const v = { ...given };
      v.left = dense.plus(dense.times(v.h_prev, dense.map(sigmoid, dense.plus(v.b_z, dense.product(v.U_z, v.h_prev), dense.product(v.W_z, v.x)))), dense.times(dense.map(tanh, dense.plus(v.b_h, dense.product(v.W_h, v.x))), dense.plus(dense.fill(1, v.U_z.length, 1), dense.map((a) => (-1) * a, dense.map(sigmoid, dense.plus(v.b_z, dense.product(v.U_z, v.h_prev), dense.product(v.W_z, v.x)))))));
      v.right = dense.plus(dense.map((a) => (2) * a, dense.times(v.h_prev, dense.map(sigmoid, dense.plus(v.b_z, dense.map((a) => (2) * a, dense.product(v.U_z, v.h_prev)), dense.product(v.W_z, v.x))))), dense.times(dense.map(tanh, dense.plus(v.b_h, dense.product(v.W_h, v.x))), dense.plus(dense.fill(1, v.U_z.length, 1), dense.map((a) => (-1) * a, dense.map(sigmoid, dense.plus(v.b_z, dense.map((a) => (2) * a, dense.product(v.U_z, v.h_prev)), dense.product(v.W_z, v.x)))))));
      return v;
    },
  },
  "Q4-gru_chung-1": {
    values: {"U_z": [[0.5, 0.7], [-1.8, -0.4]], "W_h": [[1.3, 1.2], [0.6, -0.1]], "W_z": [[1.1, 0.3], [1.8, -0.7]], "b_h": [[1.3], [-1.2]], "b_z": [[-0.2], [-1.2]], "h_prev": [[-1.4], [2.0]], "x": [[-0.4], [1.5]]},
    at: (given) => {
      const sigmoid = (u) => 1/(1 + Math.exp(-u));
      const tanh = (u) => Math.tanh(u);
      const v = { ...given };
      v.left = dense.plus(dense.times(v.h_prev, dense.plus(dense.fill(1, v.U_z.length, 1), dense.map((a) => (-1) * a, dense.map(sigmoid, dense.plus(v.b_z, dense.product(v.U_z, v.h_prev), dense.product(v.W_z, v.x)))))), dense.times(dense.map(sigmoid, dense.plus(v.b_z, dense.product(v.U_z, v.h_prev), dense.product(v.W_z, v.x))), dense.map(tanh, dense.plus(v.b_h, dense.product(v.W_h, v.x)))));
      v.right = dense.plus(dense.map((a) => (2) * a, dense.times(v.h_prev, dense.plus(dense.fill(1, v.U_z.length, 1), dense.map((a) => (-1) * a, dense.map(sigmoid, dense.plus(v.b_z, dense.map((a) => (2) * a, dense.product(v.U_z, v.h_prev)), dense.product(v.W_z, v.x))))))), dense.times(dense.map(sigmoid, dense.plus(v.b_z, dense.map((a) => (2) * a, dense.product(v.U_z, v.h_prev)), dense.product(v.W_z, v.x))), dense.map(tanh, dense.plus(v.b_h, dense.product(v.W_h, v.x)))));
      return v;
    },
  },
  "Q4-gru_reset_after-1": {
    values: {"U_z": [[0.5, 0.7], [-1.8, -0.4]], "W_h": [[1.3, 1.2], [0.6, -0.1]], "W_z": [[1.1, 0.3], [1.8, -0.7]], "b_h": [[1.3], [-1.2]], "b_z": [[-0.2], [-1.2]], "h_prev": [[-1.4], [2.0]], "x": [[-0.4], [1.5]]},
    at: (given) => {
      const sigmoid = (u) => 1/(1 + Math.exp(-u));
      const tanh = (u) => Math.tanh(u);
      const v = { ...given };
      v.left = dense.plus(dense.times(v.h_prev, dense.map(sigmoid, dense.plus(v.b_z, dense.product(v.U_z, v.h_prev), dense.product(v.W_z, v.x)))), dense.times(dense.map(tanh, dense.plus(v.b_h, dense.product(v.W_h, v.x))), dense.plus(dense.fill(1, v.U_z.length, 1), dense.map((a) => (-1) * a, dense.map(sigmoid, dense.plus(v.b_z, dense.product(v.U_z, v.h_prev), dense.product(v.W_z, v.x)))))));
      v.right = dense.plus(dense.map((a) => (2) * a, dense.times(v.h_prev, dense.map(sigmoid, dense.plus(v.b_z, dense.map((a) => (2) * a, dense.product(v.U_z, v.h_prev)), dense.product(v.W_z, v.x))))), dense.times(dense.map(tanh, dense.plus(v.b_h, dense.product(v.W_h, v.x))), dense.plus(dense.fill(1, v.U_z.length, 1), dense.map((a) => (-1) * a, dense.map(sigmoid, dense.plus(v.b_z, dense.map((a) => (2) * a, dense.product(v.U_z, v.h_prev)), dense.product(v.W_z, v.x)))))));
      return v;
    },
  },
  "Q10-gru_cho-0": {
    values: {"z": [[0.5], [0.7]]},
    at: (given) => {
      const v = { ...given };
      v.left = v.z;
      v.right = dense.plus(dense.fill(1, v.z.length, 1), dense.map((a) => (-1) * a, v.z));
      return v;
    },
  },
  "Q10-gru_reset_after-0": {
    values: {"z": [[0.5], [0.7]]},
    at: (given) => {
      const v = { ...given };
      v.left = v.z;
      v.right = dense.plus(dense.fill(1, v.z.length, 1), dense.map((a) => (-1) * a, v.z));
      return v;
    },
  },
});
