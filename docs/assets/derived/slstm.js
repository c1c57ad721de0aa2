/* generated, do not edit: `python -m derive` writes it from derive/cells/slstm_beck_2024.py by templates/derived.js.j2; sum cd7867deda422374 */
(globalThis.derived ??= new Map()).set("slstm", {
  facts: {"page": "cells/slstm/", "roles": [{"factor": "\u003cspan class=\"arithmatex\"\u003e\\(f_{t}\\)\u003c/span\u003e", "kind": "carry", "properties": [{"key": "0", "says": "\u003cspan class=\"arithmatex\"\u003e\\(f_{t}\\)\u003c/span\u003e of this step", "topic": "time"}, {"key": "memory before", "says": "\u003cspan class=\"arithmatex\"\u003e\\(c_{t-1}\\)\u003c/span\u003e", "topic": "what it multiplies"}, {"key": "((\u0027carry\u0027, 0),)", "says": "it also carries the memory: \u003cspan class=\"arithmatex\"\u003e\\(f_{t}\\)\u003c/span\u003e multiplies \u003cspan class=\"arithmatex\"\u003e\\(n_{t-1}\\)\u003c/span\u003e", "topic": "what else it reaches"}, {"key": "(\u0027sigmoid\u0027, ((\u0027weights\u0027, input), (\u0027weights\u0027, output before)))", "says": "\u003cspan class=\"arithmatex\"\u003e\\(f_{t} = \\sigma\\left(W_{f} \\, x_{t} + U_{f} \\, h_{t-1} + b_{f}\\right)\\)\u003c/span\u003e", "topic": "form"}, {"key": "True", "says": "with a bias", "topic": "bias"}, {"key": "Interval(low=0.0, high=1.0)", "says": "\u003cspan class=\"arithmatex\"\u003e\\((0, 1)\\)\u003c/span\u003e", "topic": "range"}]}, {"factor": "\u003cspan class=\"arithmatex\"\u003e\\(i_{t}\\)\u003c/span\u003e", "kind": "write", "properties": [{"key": "0", "says": "\u003cspan class=\"arithmatex\"\u003e\\(i_{t}\\)\u003c/span\u003e of this step", "topic": "time"}, {"key": "signal", "says": "\u003cspan class=\"arithmatex\"\u003e\\(z_{t}\\)\u003c/span\u003e", "topic": "what it multiplies"}, {"key": "((\u0027candidate\u0027, 0), (\u0027write\u0027, 0))", "says": "it also is the candidate for \u003cspan class=\"arithmatex\"\u003e\\(n_{t}\\)\u003c/span\u003e", "topic": "what else it reaches"}, {"key": "(\u0027exp\u0027, ((\u0027weights\u0027, input), (\u0027weights\u0027, output before)))", "says": "\u003cspan class=\"arithmatex\"\u003e\\(i_{t} = \\exp\\left(W_{i} \\, x_{t} + U_{i} \\, h_{t-1} + b_{i}\\right)\\)\u003c/span\u003e", "topic": "form"}, {"key": "True", "says": "with a bias", "topic": "bias"}, {"key": "Interval(low=0.0, high=inf)", "says": "\u003cspan class=\"arithmatex\"\u003e\\((0, \\infty)\\)\u003c/span\u003e", "topic": "range"}]}, {"factor": "\u003cspan class=\"arithmatex\"\u003e\\(\\frac{o_{t-1}}{n_{t-1}}\\)\u003c/span\u003e", "kind": "read", "properties": [{"key": "-1", "says": "\u003cspan class=\"arithmatex\"\u003e\\(o_{t-1}\\)\u003c/span\u003e of the step before", "topic": "time"}, {"key": "memory before", "says": "\u003cspan class=\"arithmatex\"\u003e\\(c_{t-1}\\)\u003c/span\u003e", "topic": "what it multiplies"}, {"key": "before the matrix", "says": "before the matrix", "topic": "place"}, {"key": "((\u0027expose\u0027, 0), (\u0027filter\u0027, -1), (\u0027read\u0027, -1))", "says": "it also exposes: \u003cspan class=\"arithmatex\"\u003e\\(o_{t}\\)\u003c/span\u003e multiplies \u003cspan class=\"arithmatex\"\u003e\\(\\frac{c_{t}}{n_{t}}\\)\u003c/span\u003e in \u003cspan class=\"arithmatex\"\u003e\\(h_{t}\\)\u003c/span\u003e, reads: \u003cspan class=\"arithmatex\"\u003e\\(c_{t-1} \\odot o_{t-1}\\)\u003c/span\u003e scales \u003cspan class=\"arithmatex\"\u003e\\(\\frac{1}{n_{t-1}}\\)\u003c/span\u003e before the matrix in the candidate \u003cspan class=\"arithmatex\"\u003e\\(i_{t}\\)\u003c/span\u003e, reads: \u003cspan class=\"arithmatex\"\u003e\\(\\frac{o_{t-1}}{n_{t-1}}\\)\u003c/span\u003e scales \u003cspan class=\"arithmatex\"\u003e\\(c_{t-1}\\)\u003c/span\u003e before the matrix in the candidate \u003cspan class=\"arithmatex\"\u003e\\(z_{t}\\)\u003c/span\u003e, reads: \u003cspan class=\"arithmatex\"\u003e\\(c_{t-1} \\odot o_{t-1}\\)\u003c/span\u003e scales \u003cspan class=\"arithmatex\"\u003e\\(\\frac{1}{n_{t-1}}\\)\u003c/span\u003e before the matrix in the candidate \u003cspan class=\"arithmatex\"\u003e\\(z_{t}\\)\u003c/span\u003e and filters what \u003cspan class=\"arithmatex\"\u003e\\(f_{t}\\)\u003c/span\u003e and \u003cspan class=\"arithmatex\"\u003e\\(o_{t}\\)\u003c/span\u003e see", "topic": "what else it reaches"}, {"key": "(\u0027sigmoid\u0027, ((\u0027weights\u0027, input), (\u0027weights\u0027, output before)))", "says": "\u003cspan class=\"arithmatex\"\u003e\\(o_{t} = \\sigma\\left(W_{o} \\, x_{t} + U_{o} \\, h_{t-1} + b_{o}\\right)\\)\u003c/span\u003e", "topic": "form"}, {"key": "True", "says": "with a bias", "topic": "bias"}, {"key": "Interval(low=0.0, high=1.0)", "says": "\u003cspan class=\"arithmatex\"\u003e\\((0, 1)\\)\u003c/span\u003e", "topic": "range"}]}, {"factor": "\u003cspan class=\"arithmatex\"\u003e\\(o_{t}\\)\u003c/span\u003e", "kind": "expose", "properties": [{"key": "0", "says": "\u003cspan class=\"arithmatex\"\u003e\\(o_{t}\\)\u003c/span\u003e of this step", "topic": "time"}, {"key": "1", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\frac{c_{t}}{n_{t}}\\)\u003c/span\u003e", "topic": "what it multiplies"}, {"key": "((\u0027expose\u0027, 0), (\u0027filter\u0027, -1), (\u0027read\u0027, -1))", "says": "it also reads: \u003cspan class=\"arithmatex\"\u003e\\(\\frac{o_{t-1}}{n_{t-1}}\\)\u003c/span\u003e scales \u003cspan class=\"arithmatex\"\u003e\\(c_{t-1}\\)\u003c/span\u003e before the matrix in the candidate \u003cspan class=\"arithmatex\"\u003e\\(i_{t}\\)\u003c/span\u003e, reads: \u003cspan class=\"arithmatex\"\u003e\\(c_{t-1} \\odot o_{t-1}\\)\u003c/span\u003e scales \u003cspan class=\"arithmatex\"\u003e\\(\\frac{1}{n_{t-1}}\\)\u003c/span\u003e before the matrix in the candidate \u003cspan class=\"arithmatex\"\u003e\\(i_{t}\\)\u003c/span\u003e, reads: \u003cspan class=\"arithmatex\"\u003e\\(\\frac{o_{t-1}}{n_{t-1}}\\)\u003c/span\u003e scales \u003cspan class=\"arithmatex\"\u003e\\(c_{t-1}\\)\u003c/span\u003e before the matrix in the candidate \u003cspan class=\"arithmatex\"\u003e\\(z_{t}\\)\u003c/span\u003e, reads: \u003cspan class=\"arithmatex\"\u003e\\(c_{t-1} \\odot o_{t-1}\\)\u003c/span\u003e scales \u003cspan class=\"arithmatex\"\u003e\\(\\frac{1}{n_{t-1}}\\)\u003c/span\u003e before the matrix in the candidate \u003cspan class=\"arithmatex\"\u003e\\(z_{t}\\)\u003c/span\u003e and filters what \u003cspan class=\"arithmatex\"\u003e\\(f_{t}\\)\u003c/span\u003e and \u003cspan class=\"arithmatex\"\u003e\\(o_{t}\\)\u003c/span\u003e see", "topic": "what else it reaches"}, {"key": "(\u0027sigmoid\u0027, ((\u0027weights\u0027, input), (\u0027weights\u0027, output before)))", "says": "\u003cspan class=\"arithmatex\"\u003e\\(o_{t} = \\sigma\\left(W_{o} \\, x_{t} + U_{o} \\, h_{t-1} + b_{o}\\right)\\)\u003c/span\u003e", "topic": "form"}, {"key": "True", "says": "with a bias", "topic": "bias"}, {"key": "Interval(low=0.0, high=1.0)", "says": "\u003cspan class=\"arithmatex\"\u003e\\((0, 1)\\)\u003c/span\u003e", "topic": "range"}]}], "title": "sLSTM", "update": "\u003cspan class=\"arithmatex\"\u003e\\(c_{t} = f_{t} \\odot c_{t-1} + i_{t} \\odot z_{t}\\)\u003c/span\u003e", "whole": [{"key": "False", "says": "\u003cspan class=\"arithmatex\"\u003e\\(f_{t} + i_{t}\\)\u003c/span\u003e is free", "topic": "coupling"}, {"key": "False", "says": "\u003cspan class=\"arithmatex\"\u003e\\(h_{t}\\)\u003c/span\u003e, which is \u003cspan class=\"arithmatex\"\u003e\\(\\frac{c_{t} \\odot o_{t}}{n_{t}}\\)\u003c/span\u003e", "topic": "what the outside sees"}]},
  play: {
    title: "sLSTM",
    knobs: [{"called": "input gate", "high": 2.0, "latex": "i_{t}", "low": 0.0, "name": "gate_i", "roles": ["write", "candidate"], "start": 1.0}, {"called": "forget gate", "high": 1.0, "latex": "f_{t}", "low": 0.0, "name": "gate_f", "roles": ["carry"], "start": 0.9}, {"called": "output gate", "high": 1.0, "latex": "o_{t}", "low": 0.0, "name": "gate_o", "roles": ["expose", "read", "filter"], "start": 0.5}, {"called": "previous memory", "high": 1.0, "latex": "", "low": -1.0, "name": "knob_memory", "roles": [], "start": 0.8}, {"called": "recurrent weights", "high": 2.0, "latex": "", "low": -2.0, "name": "knob_weight", "roles": [], "start": 1.0}, {"called": "input", "high": 2.0, "latex": "", "low": -2.0, "name": "knob_input", "roles": [], "start": 0.0}],
    begins: {
      "now_memory": (v) => v.knob_memory,
      "now_share": (v) => 1,
      "now_direct": (v) => 1,
      "now_whole": (v) => 1,
    },
    moves: {
      "now_memory": (v) => v.gate_f*v.now_memory + v.gate_i*Math.tanh(v.gate_o*v.knob_weight*v.now_memory + v.knob_input),
      "now_share": (v) => v.gate_f*v.now_share,
      "now_direct": (v) => v.now_direct*Math.abs(v.gate_f),
      "now_whole": (v) => v.now_whole*Math.abs(v.gate_f*v.gate_o*v.knob_weight*v.now_memory*(v.gate_f - 1) - v.gate_f + v.gate_i*v.gate_o*v.knob_weight*(Math.pow(Math.tanh(v.gate_o*v.knob_weight*v.now_memory + v.knob_input), 2) - 1) - v.gate_i*v.gate_o*v.knob_weight*Math.tanh(v.gate_o*v.knob_weight*v.now_memory + v.knob_input)),
    },
    plots: [
      {
        key: "time",
        title: "sLSTM: memory over time",
        over: "",
        places: [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 12.0, 13.0, 14.0, 15.0, 16.0, 17.0, 18.0, 19.0, 20.0, 21.0, 22.0, 23.0, 24.0, 25.0, 26.0, 27.0, 28.0, 29.0, 30.0, 31.0, 32.0, 33.0, 34.0, 35.0, 36.0, 37.0, 38.0, 39.0, 40.0, 41.0, 42.0, 43.0, 44.0, 45.0, 46.0, 47.0, 48.0, 49.0, 50.0],
        curves: [
          { label: "memory", at: (v) => v.now_memory },
          { label: "candidate", at: (v) => Math.tanh(v.gate_o*v.knob_weight*v.now_memory + v.knob_input) },
        ],
        note: null,
      },
      {
        key: "sweep",
        title: "sLSTM: forget gate",
        over: "gate_f",
        places: [0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.0],
        curves: [
          { label: "new memory", at: (v) => v.gate_f*v.now_memory + v.gate_i*Math.tanh(v.gate_o*v.knob_weight*v.now_memory + v.knob_input) },
          { label: "carried", at: (v) => v.gate_f*v.now_memory },
          { label: "candidate", at: (v) => Math.tanh(v.gate_o*v.knob_weight*v.now_memory + v.knob_input) },
        ],
        note: null,
      },
      {
        key: "share",
        title: "What is left of the memory",
        over: "",
        places: [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 12.0, 13.0, 14.0, 15.0, 16.0, 17.0, 18.0, 19.0, 20.0, 21.0, 22.0, 23.0, 24.0, 25.0, 26.0, 27.0, 28.0, 29.0, 30.0, 31.0, 32.0, 33.0, 34.0, 35.0, 36.0, 37.0, 38.0, 39.0, 40.0, 41.0, 42.0, 43.0, 44.0, 45.0, 46.0, 47.0, 48.0, 49.0, 50.0],
        curves: [
          { label: "carried", at: (v) => v.now_share },
        ],
        note: { words: "Steps until half of it is left: {}.", at: (v) => -Math.log(2)/Math.log(v.gate_f) },
      },
      {
        key: "gradient",
        title: "Gradient over many steps",
        over: "",
        places: [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 12.0, 13.0, 14.0, 15.0, 16.0, 17.0, 18.0, 19.0, 20.0, 21.0, 22.0, 23.0, 24.0, 25.0, 26.0, 27.0, 28.0, 29.0, 30.0, 31.0, 32.0, 33.0, 34.0, 35.0, 36.0, 37.0, 38.0, 39.0, 40.0, 41.0, 42.0, 43.0, 44.0, 45.0, 46.0, 47.0, 48.0, 49.0, 50.0],
        curves: [
          { label: "all paths", at: (v) => v.now_whole },
          { label: "carry alone", at: (v) => v.now_direct },
        ],
        note: null,
      },
    ],
  },
});
