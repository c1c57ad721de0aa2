/* generated, do not edit: `python -m derive` writes it from derive/cells/strongly_typed_balduzzi_2016.py by templates/derived.js.j2; sum 020e73d76e14daba */
(globalThis.derived ??= new Map()).set("t_gru", {
  symbols: {"odot": ["\\odot", "the product entry by entry", "", "odot", "", ""], "sigmoid": ["\\sigma", "sigmoid, entry by entry: $\\sigma\\left(u\\right) = \\frac{1}{1 + e^{- u}}$", "", "sigmoid", "", ""], "t_gru:V_f": ["V_{f}", "recurrent weights of the forget gate", "\\mathbb{R}^{n \\times m}", "t_gru:V_f", "cells/t_gru/#symbol-V_f", ""], "t_gru:W_f": ["W_{f}", "input weights of the forget gate", "\\mathbb{R}^{n \\times m}", "t_gru:W_f", "cells/t_gru/#symbol-W_f", ""], "t_gru:b_f": ["b_{f}", "bias of the forget gate", "\\mathbb{R}^{n}", "t_gru:b_f", "cells/t_gru/#symbol-b_f", ""], "t_gru:f": ["f_{t}", "forget gate", "\\mathbb{R}^{n}", "t_gru:f", "cells/t_gru/#eq-f", "f = sigmoid(V_f @ x_last + W_f @ x + b_f)"], "t_gru:h": ["h_{t}", "hidden state", "\\mathbb{R}^{n}", "t_gru:h", "cells/t_gru/#eq-h", "h = f * h + z * o"], "t_gru:h_prev": ["h_{t-1}", "hidden state, one step before", "\\mathbb{R}^{n}", "t_gru:h", "cells/t_gru/#eq-h", "h = f * h + z * o"], "t_gru:o": ["o_{t}", "scale of the features", "\\mathbb{R}^{n}", "t_gru:o", "cells/t_gru/#eq-o", "o = tanh(V_o @ x_last + W_o @ x + b_o)"], "t_gru:x": ["x_{t}", "input", "\\mathbb{R}^{m}", "t_gru:x", "cells/t_gru/#symbol-x", ""], "t_gru:x_last_prev": ["x_{\\mathrm{last},t-1}", "previous input, one step before", "\\mathbb{R}^{m}", "t_gru:x_last", "cells/t_gru/#eq-x_last", "x_last = x"], "t_gru:z": ["z_{t}", "features of the inputs", "\\mathbb{R}^{n}", "t_gru:z", "cells/t_gru/#eq-z", "z = V_z @ x_last + W_z @ x + b_z"]},
  facts: {"page": "cells/t_gru/", "roles": [{"factor": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=t_gru:f}{f_{t}}\\)\u003c/span\u003e", "kind": "carry", "properties": [{"key": "(1, 0)", "says": "\u003cspan class=\"arithmatex\"\u003e\\(1\\)\u003c/span\u003e where the gate is 1, \u003cspan class=\"arithmatex\"\u003e\\(0\\)\u003c/span\u003e where the gate is 0", "topic": "the gate at 1 and at 0"}, {"key": "0", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=t_gru:f}{f_{t}}\\)\u003c/span\u003e of this step", "topic": "time"}, {"key": "memory before", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=t_gru:h_prev}{h_{t-1}}\\)\u003c/span\u003e", "topic": "what it multiplies"}, {"key": "((\u0027carry\u0027, 0),)", "says": "nothing else", "topic": "what else it reaches"}, {"key": "(\u0027sigmoid\u0027, ((\u0027weights\u0027, input), (\u0027weights\u0027, output before)))", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=t_gru:f}{f_{t}} = \\htmlData{sym=sigmoid}{\\sigma}\\left(\\htmlData{sym=t_gru:V_f}{V_{f}} \\, \\htmlData{sym=t_gru:x_last_prev}{x_{\\mathrm{last},t-1}} + \\htmlData{sym=t_gru:W_f}{W_{f}} \\, \\htmlData{sym=t_gru:x}{x_{t}} + \\htmlData{sym=t_gru:b_f}{b_{f}}\\right)\\)\u003c/span\u003e", "topic": "form"}, {"key": "True", "says": "with a bias", "topic": "bias"}, {"key": "Interval(low=0.0, high=1.0)", "says": "\u003cspan class=\"arithmatex\"\u003e\\((0, 1)\\)\u003c/span\u003e", "topic": "range"}]}, {"factor": "\u003cspan class=\"arithmatex\"\u003e\\(1\\)\u003c/span\u003e", "kind": "write", "properties": []}, {"factor": "\u003cspan class=\"arithmatex\"\u003e\\(0\\)\u003c/span\u003e", "kind": "read", "properties": []}, {"factor": "\u003cspan class=\"arithmatex\"\u003e\\(1\\)\u003c/span\u003e", "kind": "expose", "properties": []}], "title": "T-GRU", "update": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=t_gru:h}{h_{t}} = \\htmlData{sym=t_gru:f}{f_{t}} \\htmlData{sym=odot}{\\odot} \\htmlData{sym=t_gru:h_prev}{h_{t-1}} + \\htmlData{sym=t_gru:o}{o_{t}} \\htmlData{sym=odot}{\\odot} \\htmlData{sym=t_gru:z}{z_{t}}\\)\u003c/span\u003e", "whole": [{"key": "(True, False)", "says": "\u003cspan class=\"arithmatex\"\u003e\\(1 + \\htmlData{sym=t_gru:f}{f_{t}}\\)\u003c/span\u003e is free", "topic": "coupling"}, {"key": "None", "says": "the memory \u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=t_gru:h}{h_{t}}\\)\u003c/span\u003e itself", "topic": "what the outside sees"}]},
  play: {
    title: "T-GRU",
    knobs: [{"called": "forget gate", "high": 1.0, "latex": "\\htmlData{sym=t_gru:f}{f_{t}}", "low": 0.0, "name": "gate_f", "roles": ["carry"], "start": 0.9}, {"called": "previous memory", "high": 1.0, "latex": "", "low": -1.0, "name": "knob_memory", "roles": [], "start": 0.8}, {"called": "recurrent weights", "high": 2.0, "latex": "", "low": -2.0, "name": "knob_weight", "roles": [], "start": 1.0}, {"called": "input", "high": 2.0, "latex": "", "low": -2.0, "name": "knob_input", "roles": [], "start": 0.0}],
    begins: {
      "now_memory": (v) => v.knob_memory,
      "now_share": (v) => 1,
      "now_direct": (v) => 1,
      "now_whole": (v) => 1,
    },
    moves: {
      "now_memory": (v) => v.gate_f*v.now_memory + (v.knob_input + v.knob_weight)*Math.tanh(v.knob_input + v.knob_weight),
      "now_share": (v) => v.gate_f*v.now_share,
      "now_direct": (v) => v.now_direct*Math.abs(v.gate_f),
      "now_whole": (v) => v.now_whole*Math.abs(v.gate_f),
    },
    plots: [
      {
        key: "time",
        title: "T-GRU: memory over time",
        over: "",
        places: [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 12.0, 13.0, 14.0, 15.0, 16.0, 17.0, 18.0, 19.0, 20.0, 21.0, 22.0, 23.0, 24.0, 25.0, 26.0, 27.0, 28.0, 29.0, 30.0, 31.0, 32.0, 33.0, 34.0, 35.0, 36.0, 37.0, 38.0, 39.0, 40.0, 41.0, 42.0, 43.0, 44.0, 45.0, 46.0, 47.0, 48.0, 49.0, 50.0],
        curves: [
          { label: "memory", at: (v) => v.now_memory },
          { label: "candidate", at: (v) => (v.knob_input + v.knob_weight)*Math.tanh(v.knob_input + v.knob_weight) },
        ],
        note: null,
      },
      {
        key: "sweep",
        title: "T-GRU: forget gate",
        over: "gate_f",
        places: [0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.0],
        curves: [
          { label: "new memory", at: (v) => v.gate_f*v.now_memory + (v.knob_input + v.knob_weight)*Math.tanh(v.knob_input + v.knob_weight) },
          { label: "carried", at: (v) => v.gate_f*v.now_memory },
          { label: "candidate", at: (v) => (v.knob_input + v.knob_weight)*Math.tanh(v.knob_input + v.knob_weight) },
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
