/* generated, do not edit: `python -m derive` writes it from derive/cells/gru_cudnn_2016.py by templates/derived.js.j2; sum 74fa25b9d27d87d7 */
(globalThis.derived ??= new Map()).set("gru_reset_after", {
  symbols: {"gru_reset_after:U_h": ["U_{h}", "recurrent weights of the candidate", "\\mathbb{R}^{n \\times n}", "gru_reset_after:U_h", "cells/gru_reset_after/#symbol-U_h", ""], "gru_reset_after:U_r": ["U_{r}", "recurrent weights of the reset (remember) gate", "\\mathbb{R}^{n \\times n}", "gru_reset_after:U_r", "cells/gru_reset_after/#symbol-U_r", ""], "gru_reset_after:U_z": ["U_{z}", "recurrent weights of the update gate", "\\mathbb{R}^{n \\times n}", "gru_reset_after:U_z", "cells/gru_reset_after/#symbol-U_z", ""], "gru_reset_after:W_r": ["W_{r}", "input weights of the reset (remember) gate", "\\mathbb{R}^{n \\times m}", "gru_reset_after:W_r", "cells/gru_reset_after/#symbol-W_r", ""], "gru_reset_after:W_z": ["W_{z}", "input weights of the update gate", "\\mathbb{R}^{n \\times m}", "gru_reset_after:W_z", "cells/gru_reset_after/#symbol-W_z", ""], "gru_reset_after:b_r": ["b_{r}", "bias of the reset (remember) gate", "\\mathbb{R}^{n}", "gru_reset_after:b_r", "cells/gru_reset_after/#symbol-b_r", ""], "gru_reset_after:b_z": ["b_{z}", "bias of the update gate", "\\mathbb{R}^{n}", "gru_reset_after:b_z", "cells/gru_reset_after/#symbol-b_z", ""], "gru_reset_after:h": ["h_{t}", "hidden state", "\\mathbb{R}^{n}", "gru_reset_after:h", "cells/gru_reset_after/#eq-h", "h = (1 - z) * h_tilde + z * h"], "gru_reset_after:h_prev": ["h_{t-1}", "hidden state, one step before", "\\mathbb{R}^{n}", "gru_reset_after:h", "cells/gru_reset_after/#eq-h", "h = (1 - z) * h_tilde + z * h"], "gru_reset_after:h_tilde": ["\\tilde{h}_{t}", "candidate", "\\mathbb{R}^{n}", "gru_reset_after:h_tilde", "cells/gru_reset_after/#eq-h_tilde", "h_tilde = tanh(W_h @ x + b_h + r * (U_h @ h + b_hh))"], "gru_reset_after:r": ["r_{t}", "reset (remember) gate", "\\mathbb{R}^{n}", "gru_reset_after:r", "cells/gru_reset_after/#eq-r", "r = sigmoid(W_r @ x + U_r @ h + b_r)"], "gru_reset_after:x": ["x_{t}", "input", "\\mathbb{R}^{m}", "gru_reset_after:x", "cells/gru_reset_after/#symbol-x", ""], "gru_reset_after:z": ["z_{t}", "update gate", "\\mathbb{R}^{n}", "gru_reset_after:z", "cells/gru_reset_after/#eq-z", "z = sigmoid(W_z @ x + U_z @ h + b_z)"], "odot": ["\\odot", "the product entry by entry", "", "odot", "", ""], "sigmoid": ["\\sigma", "sigmoid, entry by entry: $\\sigma\\left(u\\right) = \\frac{1}{1 + e^{- u}}$", "", "sigmoid", "", ""]},
  facts: {"page": "cells/gru_reset_after/", "roles": [{"factor": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=gru_reset_after:z}{z_{t}}\\)\u003c/span\u003e", "kind": "carry", "properties": [{"key": "(1, 0)", "says": "\u003cspan class=\"arithmatex\"\u003e\\(1\\)\u003c/span\u003e where the gate is 1, \u003cspan class=\"arithmatex\"\u003e\\(0\\)\u003c/span\u003e where the gate is 0", "topic": "the gate at 1 and at 0"}, {"key": "0", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=gru_reset_after:z}{z_{t}}\\)\u003c/span\u003e of this step", "topic": "time"}, {"key": "memory before", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=gru_reset_after:h_prev}{h_{t-1}}\\)\u003c/span\u003e", "topic": "what it multiplies"}, {"key": "((\u0027carry\u0027, 0), (\u0027write\u0027, 0))", "says": "it also writes: \u003cspan class=\"arithmatex\"\u003e\\(1 - \\htmlData{sym=gru_reset_after:z}{z_{t}}\\)\u003c/span\u003e multiplies the candidate \u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=gru_reset_after:h_tilde}{\\tilde{h}_{t}}\\)\u003c/span\u003e", "topic": "what else it reaches"}, {"key": "(\u0027sigmoid\u0027, ((\u0027weights\u0027, input), (\u0027weights\u0027, output before)))", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=gru_reset_after:z}{z_{t}} = \\htmlData{sym=sigmoid}{\\sigma}\\left(\\htmlData{sym=gru_reset_after:W_z}{W_{z}} \\, \\htmlData{sym=gru_reset_after:x}{x_{t}} + \\htmlData{sym=gru_reset_after:U_z}{U_{z}} \\, \\htmlData{sym=gru_reset_after:h_prev}{h_{t-1}} + \\htmlData{sym=gru_reset_after:b_z}{b_{z}}\\right)\\)\u003c/span\u003e", "topic": "form"}, {"key": "True", "says": "with a bias", "topic": "bias"}, {"key": "Interval(low=0.0, high=1.0)", "says": "\u003cspan class=\"arithmatex\"\u003e\\((0, 1)\\)\u003c/span\u003e", "topic": "range"}]}, {"factor": "\u003cspan class=\"arithmatex\"\u003e\\(1 - \\htmlData{sym=gru_reset_after:z}{z_{t}}\\)\u003c/span\u003e", "kind": "write", "properties": [{"key": "(0, 1)", "says": "\u003cspan class=\"arithmatex\"\u003e\\(0\\)\u003c/span\u003e where the gate is 1, \u003cspan class=\"arithmatex\"\u003e\\(1\\)\u003c/span\u003e where the gate is 0", "topic": "the gate at 1 and at 0"}, {"key": "0", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=gru_reset_after:z}{z_{t}}\\)\u003c/span\u003e of this step", "topic": "time"}, {"key": "signal", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=gru_reset_after:h_tilde}{\\tilde{h}_{t}}\\)\u003c/span\u003e", "topic": "what it multiplies"}, {"key": "((\u0027carry\u0027, 0), (\u0027write\u0027, 0))", "says": "it also carries the memory: \u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=gru_reset_after:z}{z_{t}}\\)\u003c/span\u003e multiplies \u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=gru_reset_after:h_prev}{h_{t-1}}\\)\u003c/span\u003e", "topic": "what else it reaches"}, {"key": "(\u0027sigmoid\u0027, ((\u0027weights\u0027, input), (\u0027weights\u0027, output before)))", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=gru_reset_after:z}{z_{t}} = \\htmlData{sym=sigmoid}{\\sigma}\\left(\\htmlData{sym=gru_reset_after:W_z}{W_{z}} \\, \\htmlData{sym=gru_reset_after:x}{x_{t}} + \\htmlData{sym=gru_reset_after:U_z}{U_{z}} \\, \\htmlData{sym=gru_reset_after:h_prev}{h_{t-1}} + \\htmlData{sym=gru_reset_after:b_z}{b_{z}}\\right)\\)\u003c/span\u003e", "topic": "form"}, {"key": "True", "says": "with a bias", "topic": "bias"}, {"key": "Interval(low=0.0, high=1.0)", "says": "\u003cspan class=\"arithmatex\"\u003e\\((0, 1)\\)\u003c/span\u003e", "topic": "range"}]}, {"factor": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=gru_reset_after:r}{r_{t}}\\)\u003c/span\u003e", "kind": "read", "properties": [{"key": "(1, 0)", "says": "\u003cspan class=\"arithmatex\"\u003e\\(1\\)\u003c/span\u003e where the gate is 1, \u003cspan class=\"arithmatex\"\u003e\\(0\\)\u003c/span\u003e where the gate is 0", "topic": "the gate at 1 and at 0"}, {"key": "0", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=gru_reset_after:r}{r_{t}}\\)\u003c/span\u003e of this step", "topic": "time"}, {"key": "Dot(U, memory before)", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=gru_reset_after:U_h}{U_{h}} \\, \\htmlData{sym=gru_reset_after:h_prev}{h_{t-1}}\\)\u003c/span\u003e", "topic": "what it multiplies"}, {"key": "after the matrix", "says": "after the matrix", "topic": "place"}, {"key": "((\u0027read\u0027, 0),)", "says": "nothing else", "topic": "what else it reaches"}, {"key": "(\u0027sigmoid\u0027, ((\u0027weights\u0027, input), (\u0027weights\u0027, output before)))", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=gru_reset_after:r}{r_{t}} = \\htmlData{sym=sigmoid}{\\sigma}\\left(\\htmlData{sym=gru_reset_after:W_r}{W_{r}} \\, \\htmlData{sym=gru_reset_after:x}{x_{t}} + \\htmlData{sym=gru_reset_after:U_r}{U_{r}} \\, \\htmlData{sym=gru_reset_after:h_prev}{h_{t-1}} + \\htmlData{sym=gru_reset_after:b_r}{b_{r}}\\right)\\)\u003c/span\u003e", "topic": "form"}, {"key": "True", "says": "with a bias", "topic": "bias"}, {"key": "Interval(low=0.0, high=1.0)", "says": "\u003cspan class=\"arithmatex\"\u003e\\((0, 1)\\)\u003c/span\u003e", "topic": "range"}]}, {"factor": "\u003cspan class=\"arithmatex\"\u003e\\(1\\)\u003c/span\u003e", "kind": "expose", "properties": []}], "title": "GRU (reset after)", "update": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=gru_reset_after:h}{h_{t}} = \\htmlData{sym=gru_reset_after:z}{z_{t}} \\htmlData{sym=odot}{\\odot} \\htmlData{sym=gru_reset_after:h_prev}{h_{t-1}} + \\left(1 - \\htmlData{sym=gru_reset_after:z}{z_{t}}\\right) \\htmlData{sym=odot}{\\odot} \\htmlData{sym=gru_reset_after:h_tilde}{\\tilde{h}_{t}}\\)\u003c/span\u003e", "whole": [{"key": "(True, True)", "says": "carry and write are shares of one", "topic": "coupling"}, {"key": "None", "says": "the memory \u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=gru_reset_after:h}{h_{t}}\\)\u003c/span\u003e itself", "topic": "what the outside sees"}]},
  play: {
    title: "GRU (reset after)",
    knobs: [{"called": "reset (remember) gate", "high": 1.0, "latex": "\\htmlData{sym=gru_reset_after:r}{r_{t}}", "low": 0.0, "name": "gate_r", "roles": ["read"], "start": 0.5}, {"called": "update gate", "high": 1.0, "latex": "\\htmlData{sym=gru_reset_after:z}{z_{t}}", "low": 0.0, "name": "gate_z", "roles": ["carry", "write"], "start": 0.9}, {"called": "previous memory", "high": 1.0, "latex": "", "low": -1.0, "name": "knob_memory", "roles": [], "start": 0.8}, {"called": "recurrent weights", "high": 2.0, "latex": "", "low": -2.0, "name": "knob_weight", "roles": [], "start": 1.0}, {"called": "input", "high": 2.0, "latex": "", "low": -2.0, "name": "knob_input", "roles": [], "start": 0.0}],
    begins: {
      "now_memory": (v) => v.knob_memory,
      "now_share": (v) => 1,
      "now_direct": (v) => 1,
      "now_whole": (v) => 1,
    },
    moves: {
      "now_memory": (v) => v.gate_z*v.now_memory + (1 - v.gate_z)*Math.tanh(v.gate_r*v.knob_weight*v.now_memory + v.knob_input),
      "now_share": (v) => v.gate_z*v.now_share,
      "now_direct": (v) => v.now_direct*Math.abs(v.gate_z),
      "now_whole": (v) => v.now_whole*Math.abs(v.gate_r*Math.pow(v.knob_weight, 2)*v.now_memory*(v.gate_r - 1)*(v.gate_z - 1)*(Math.pow(Math.tanh(v.gate_r*v.knob_weight*v.now_memory + v.knob_input), 2) - 1) - v.gate_r*v.knob_weight*(v.gate_z - 1)*(Math.pow(Math.tanh(v.gate_r*v.knob_weight*v.now_memory + v.knob_input), 2) - 1) + v.gate_z*v.knob_weight*(v.gate_z - 1)*(v.now_memory - Math.tanh(v.gate_r*v.knob_weight*v.now_memory + v.knob_input)) - v.gate_z),
    },
    plots: [
      {
        key: "time",
        title: "GRU (reset after): memory over time",
        over: "",
        places: [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 12.0, 13.0, 14.0, 15.0, 16.0, 17.0, 18.0, 19.0, 20.0, 21.0, 22.0, 23.0, 24.0, 25.0, 26.0, 27.0, 28.0, 29.0, 30.0, 31.0, 32.0, 33.0, 34.0, 35.0, 36.0, 37.0, 38.0, 39.0, 40.0, 41.0, 42.0, 43.0, 44.0, 45.0, 46.0, 47.0, 48.0, 49.0, 50.0],
        curves: [
          { label: "memory", at: (v) => v.now_memory },
          { label: "candidate", at: (v) => Math.tanh(v.gate_r*v.knob_weight*v.now_memory + v.knob_input) },
        ],
        note: null,
      },
      {
        key: "sweep",
        title: "GRU (reset after): update gate",
        over: "gate_z",
        places: [0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.0],
        curves: [
          { label: "new memory", at: (v) => v.gate_z*v.now_memory + (1 - v.gate_z)*Math.tanh(v.gate_r*v.knob_weight*v.now_memory + v.knob_input) },
          { label: "carried", at: (v) => v.gate_z*v.now_memory },
          { label: "candidate", at: (v) => Math.tanh(v.gate_r*v.knob_weight*v.now_memory + v.knob_input) },
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
        note: { words: "Steps until half of it is left: {}.", at: (v) => -Math.log(2)/Math.log(v.gate_z) },
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
