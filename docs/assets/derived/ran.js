/* generated, do not edit: `python -m derive` writes it from derive/cells/ran_lee_2017.py by templates/derived.js.j2; sum 0b03f862356d5cf1 */
(globalThis.derived ??= new Map()).set("ran", {
  symbols: {"odot": ["\\odot", "the product entry by entry", "", "odot", "", ""], "ran:U_f": ["U_{f}", "recurrent weights of the forget gate", "\\mathbb{R}^{n \\times n}", "ran:U_f", "cells/ran/#symbol-U_f", ""], "ran:U_i": ["U_{i}", "recurrent weights of the input gate", "\\mathbb{R}^{n \\times n}", "ran:U_i", "cells/ran/#symbol-U_i", ""], "ran:W_f": ["W_{f}", "input weights of the forget gate", "\\mathbb{R}^{n \\times m}", "ran:W_f", "cells/ran/#symbol-W_f", ""], "ran:W_i": ["W_{i}", "input weights of the input gate", "\\mathbb{R}^{n \\times m}", "ran:W_i", "cells/ran/#symbol-W_i", ""], "ran:b_f": ["b_{f}", "bias of the forget gate", "\\mathbb{R}^{n}", "ran:b_f", "cells/ran/#symbol-b_f", ""], "ran:b_i": ["b_{i}", "bias of the input gate", "\\mathbb{R}^{n}", "ran:b_i", "cells/ran/#symbol-b_i", ""], "ran:c": ["c_{t}", "cell memory", "\\mathbb{R}^{n}", "ran:c", "cells/ran/#eq-c", "c = i * c_tilde + f * c"], "ran:c_prev": ["c_{t-1}", "cell memory, one step before", "\\mathbb{R}^{n}", "ran:c", "cells/ran/#eq-c", "c = i * c_tilde + f * c"], "ran:c_tilde": ["\\tilde{c}_{t}", "content layer", "\\mathbb{R}^{n}", "ran:c_tilde", "cells/ran/#eq-c_tilde", "c_tilde = W_c @ x"], "ran:f": ["f_{t}", "forget gate", "\\mathbb{R}^{n}", "ran:f", "cells/ran/#eq-f", "f = sigmoid(W_f @ x + U_f @ h + b_f)"], "ran:h": ["h_{t}", "hidden state", "\\mathbb{R}^{n}", "ran:h", "cells/ran/#eq-h", "h = tanh(c)"], "ran:h_prev": ["h_{t-1}", "hidden state, one step before", "\\mathbb{R}^{n}", "ran:h", "cells/ran/#eq-h", "h = tanh(c)"], "ran:i": ["i_{t}", "input gate", "\\mathbb{R}^{n}", "ran:i", "cells/ran/#eq-i", "i = sigmoid(W_i @ x + U_i @ h + b_i)"], "ran:x": ["x_{t}", "input", "\\mathbb{R}^{m}", "ran:x", "cells/ran/#symbol-x", ""], "sigmoid": ["\\sigma", "sigmoid, entry by entry: $\\sigma\\left(u\\right) = \\frac{1}{1 + e^{- u}}$", "", "sigmoid", "", ""], "tanh": ["\\tanh", "tanh, entry by entry: $\\tanh\\left(u\\right)$", "", "tanh", "", ""]},
  facts: {"page": "cells/ran/", "roles": [{"factor": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=ran:f}{f_{t}}\\)\u003c/span\u003e", "kind": "carry", "properties": [{"key": "(1, 0)", "says": "\u003cspan class=\"arithmatex\"\u003e\\(1\\)\u003c/span\u003e where the gate is 1, \u003cspan class=\"arithmatex\"\u003e\\(0\\)\u003c/span\u003e where the gate is 0", "topic": "the gate at 1 and at 0"}, {"key": "0", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=ran:f}{f_{t}}\\)\u003c/span\u003e of this step", "topic": "time"}, {"key": "memory before", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=ran:c_prev}{c_{t-1}}\\)\u003c/span\u003e", "topic": "what it multiplies"}, {"key": "((\u0027carry\u0027, 0),)", "says": "nothing else", "topic": "what else it reaches"}, {"key": "(\u0027sigmoid\u0027, ((\u0027weights\u0027, input), (\u0027weights\u0027, output before)))", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=ran:f}{f_{t}} = \\htmlData{sym=sigmoid}{\\sigma}\\left(\\htmlData{sym=ran:W_f}{W_{f}} \\, \\htmlData{sym=ran:x}{x_{t}} + \\htmlData{sym=ran:U_f}{U_{f}} \\, \\htmlData{sym=ran:h_prev}{h_{t-1}} + \\htmlData{sym=ran:b_f}{b_{f}}\\right)\\)\u003c/span\u003e", "topic": "form"}, {"key": "True", "says": "with a bias", "topic": "bias"}, {"key": "Interval(low=0.0, high=1.0)", "says": "\u003cspan class=\"arithmatex\"\u003e\\((0, 1)\\)\u003c/span\u003e", "topic": "range"}]}, {"factor": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=ran:i}{i_{t}}\\)\u003c/span\u003e", "kind": "write", "properties": [{"key": "(1, 0)", "says": "\u003cspan class=\"arithmatex\"\u003e\\(1\\)\u003c/span\u003e where the gate is 1, \u003cspan class=\"arithmatex\"\u003e\\(0\\)\u003c/span\u003e where the gate is 0", "topic": "the gate at 1 and at 0"}, {"key": "0", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=ran:i}{i_{t}}\\)\u003c/span\u003e of this step", "topic": "time"}, {"key": "signal", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=ran:c_tilde}{\\tilde{c}_{t}}\\)\u003c/span\u003e", "topic": "what it multiplies"}, {"key": "((\u0027write\u0027, 0),)", "says": "nothing else", "topic": "what else it reaches"}, {"key": "(\u0027sigmoid\u0027, ((\u0027weights\u0027, input), (\u0027weights\u0027, output before)))", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=ran:i}{i_{t}} = \\htmlData{sym=sigmoid}{\\sigma}\\left(\\htmlData{sym=ran:W_i}{W_{i}} \\, \\htmlData{sym=ran:x}{x_{t}} + \\htmlData{sym=ran:U_i}{U_{i}} \\, \\htmlData{sym=ran:h_prev}{h_{t-1}} + \\htmlData{sym=ran:b_i}{b_{i}}\\right)\\)\u003c/span\u003e", "topic": "form"}, {"key": "True", "says": "with a bias", "topic": "bias"}, {"key": "Interval(low=0.0, high=1.0)", "says": "\u003cspan class=\"arithmatex\"\u003e\\((0, 1)\\)\u003c/span\u003e", "topic": "range"}]}, {"factor": "\u003cspan class=\"arithmatex\"\u003e\\(0\\)\u003c/span\u003e", "kind": "read", "properties": []}, {"factor": "\u003cspan class=\"arithmatex\"\u003e\\(1\\)\u003c/span\u003e", "kind": "expose", "properties": []}], "title": "RAN", "update": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=ran:c}{c_{t}} = \\htmlData{sym=ran:f}{f_{t}} \\htmlData{sym=odot}{\\odot} \\htmlData{sym=ran:c_prev}{c_{t-1}} + \\htmlData{sym=ran:i}{i_{t}} \\htmlData{sym=odot}{\\odot} \\htmlData{sym=ran:c_tilde}{\\tilde{c}_{t}}\\)\u003c/span\u003e", "whole": [{"key": "(True, False)", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=ran:f}{f_{t}} + \\htmlData{sym=ran:i}{i_{t}}\\)\u003c/span\u003e is free", "topic": "coupling"}, {"key": "tanh(memory)", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=ran:h}{h_{t}}\\)\u003c/span\u003e, which is \u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=tanh}{\\tanh}\\left(\\htmlData{sym=ran:c}{c_{t}}\\right)\\)\u003c/span\u003e", "topic": "what the outside sees"}]},
  play: {
    title: "RAN",
    knobs: [{"called": "input gate", "high": 1.0, "latex": "\\htmlData{sym=ran:i}{i_{t}}", "low": 0.0, "name": "gate_i", "roles": ["write"], "start": 0.5}, {"called": "forget gate", "high": 1.0, "latex": "\\htmlData{sym=ran:f}{f_{t}}", "low": 0.0, "name": "gate_f", "roles": ["carry"], "start": 0.9}, {"called": "previous memory", "high": 1.0, "latex": "", "low": -1.0, "name": "knob_memory", "roles": [], "start": 0.8}, {"called": "recurrent weights", "high": 2.0, "latex": "", "low": -2.0, "name": "knob_weight", "roles": [], "start": 1.0}, {"called": "input", "high": 2.0, "latex": "", "low": -2.0, "name": "knob_input", "roles": [], "start": 0.0}],
    begins: {
      "now_memory": (v) => v.knob_memory,
      "now_share": (v) => 1,
      "now_direct": (v) => 1,
      "now_whole": (v) => 1,
    },
    moves: {
      "now_memory": (v) => v.gate_f*v.now_memory + v.gate_i*v.knob_input,
      "now_share": (v) => v.gate_f*v.now_share,
      "now_direct": (v) => v.now_direct*Math.abs(v.gate_f),
      "now_whole": (v) => v.now_whole*Math.abs(v.gate_f*v.knob_weight*v.now_memory*(1 - v.gate_f)*(1 - Math.pow(Math.tanh(v.now_memory), 2)) + v.gate_f + v.gate_i*v.knob_input*v.knob_weight*(1 - v.gate_i)*(1 - Math.pow(Math.tanh(v.now_memory), 2))),
    },
    plots: [
      {
        key: "time",
        title: "RAN: memory over time",
        over: "",
        places: [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 12.0, 13.0, 14.0, 15.0, 16.0, 17.0, 18.0, 19.0, 20.0, 21.0, 22.0, 23.0, 24.0, 25.0, 26.0, 27.0, 28.0, 29.0, 30.0, 31.0, 32.0, 33.0, 34.0, 35.0, 36.0, 37.0, 38.0, 39.0, 40.0, 41.0, 42.0, 43.0, 44.0, 45.0, 46.0, 47.0, 48.0, 49.0, 50.0],
        curves: [
          { label: "memory", at: (v) => v.now_memory },
          { label: "candidate", at: (v) => v.knob_input },
        ],
        note: null,
      },
      {
        key: "sweep",
        title: "RAN: forget gate",
        over: "gate_f",
        places: [0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.0],
        curves: [
          { label: "new memory", at: (v) => v.gate_f*v.now_memory + v.gate_i*v.knob_input },
          { label: "carried", at: (v) => v.gate_f*v.now_memory },
          { label: "candidate", at: (v) => v.knob_input },
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
