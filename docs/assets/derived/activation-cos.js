/* generated, do not edit: `python -m derive` writes it from templates/derived.js.j2; sum c49dd68df8c8a783 */
(globalThis.derived ??= new Map()).set("activation-cos", {
  symbols: {},
  facts: null,
  play: {
    title: "cos",
    knobs: [{"called": "argument", "high": 6.0, "latex": "u", "low": -6.0, "name": "knob_u", "roles": [], "start": 2.0}],
    begins: {
      "now_whole": (v) => 1,
    },
    moves: {
      "now_whole": (v) => v.now_whole*Math.abs(Math.sin(v.knob_u)),
    },
    plots: [
      {
        key: "curve",
        title: "cos and its slope",
        over: "knob_u",
        places: [-6.0, -5.4, -4.8, -4.2, -3.6, -3.0, -2.4, -1.8, -1.2, -0.6, 0.0, 0.6, 1.2, 1.8, 2.4, 3.0, 3.6, 4.2, 4.8, 5.4, 6.0],
        curves: [
          { label: "cos", at: (v) => Math.cos(v.knob_u) },
          { label: "slope", at: (v) => -Math.sin(v.knob_u) },
        ],
        note: null,
      },
      {
        key: "product",
        title: "Through many slopes",
        over: "",
        places: [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 12.0, 13.0, 14.0, 15.0, 16.0, 17.0, 18.0, 19.0, 20.0, 21.0, 22.0, 23.0, 24.0, 25.0, 26.0, 27.0, 28.0, 29.0, 30.0, 31.0, 32.0, 33.0, 34.0, 35.0, 36.0, 37.0, 38.0, 39.0, 40.0, 41.0, 42.0, 43.0, 44.0, 45.0, 46.0, 47.0, 48.0, 49.0, 50.0],
        curves: [
          { label: "gradient", at: (v) => v.now_whole },
        ],
        note: null,
      },
    ],
  },
});
