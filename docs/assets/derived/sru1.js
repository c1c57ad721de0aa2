/* generated, do not edit: `python -m derive` writes it from derive/cells/sru_lei_2017.py by templates/derived.js.j2; sum e0a05088a18c5b29 */
(globalThis.derived ??= new Map()).set("sru1", {
  symbols: {"odot": ["\\odot", "the product entry by entry", "", "odot", "", ""], "sigmoid": ["\\sigma", "sigmoid, entry by entry: $\\sigma\\left(u\\right) = \\frac{1}{1 + e^{- u}}$", "", "sigmoid", "", ""], "sru1:W_f": ["W_{f}", "input weights of the forget gate", "\\mathbb{R}^{n \\times n}", "sru1:W_f", "cells/sru1/#symbol-W_f", ""], "sru1:W_r": ["W_{r}", "input weights of the reset (highway) gate", "\\mathbb{R}^{n \\times n}", "sru1:W_r", "cells/sru1/#symbol-W_r", ""], "sru1:b_f": ["b_{f}", "bias of the forget gate", "\\mathbb{R}^{n}", "sru1:b_f", "cells/sru1/#symbol-b_f", ""], "sru1:b_r": ["b_{r}", "bias of the reset (highway) gate", "\\mathbb{R}^{n}", "sru1:b_r", "cells/sru1/#symbol-b_r", ""], "sru1:c": ["c_{t}", "cell memory", "\\mathbb{R}^{n}", "sru1:c", "cells/sru1/#eq-c", "c = f * c + (1 - f) * x_tilde"], "sru1:c_prev": ["c_{t-1}", "cell memory, one step before", "\\mathbb{R}^{n}", "sru1:c", "cells/sru1/#eq-c", "c = f * c + (1 - f) * x_tilde"], "sru1:f": ["f_{t}", "forget gate", "\\mathbb{R}^{n}", "sru1:f", "cells/sru1/#eq-f", "f = sigmoid(W_f @ x + b_f)"], "sru1:h": ["h_{t}", "output", "\\mathbb{R}^{n}", "sru1:h", "cells/sru1/#eq-h", "h = r * tanh(c) + (1 - r) * x"], "sru1:r": ["r_{t}", "reset (highway) gate", "\\mathbb{R}^{n}", "sru1:r", "cells/sru1/#eq-r", "r = sigmoid(W_r @ x + b_r)"], "sru1:x": ["x_{t}", "input", "\\mathbb{R}^{n}", "sru1:x", "cells/sru1/#symbol-x", ""], "sru1:x_tilde": ["\\tilde{x}_{t}", "candidate", "\\mathbb{R}^{n}", "sru1:x_tilde", "cells/sru1/#eq-x_tilde", "x_tilde = W @ x"], "tanh": ["\\tanh", "tanh, entry by entry: $\\tanh\\left(u\\right)$", "", "tanh", "", ""]},
  facts: {"page": "cells/sru1/", "roles": [{"factor": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=sru1:f}{f_{t}}\\)\u003c/span\u003e", "kind": "carry", "properties": [{"key": "(1, 0)", "says": "\u003cspan class=\"arithmatex\"\u003e\\(1\\)\u003c/span\u003e where the gate is 1, \u003cspan class=\"arithmatex\"\u003e\\(0\\)\u003c/span\u003e where the gate is 0", "topic": "the gate at 1 and at 0"}, {"key": "0", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=sru1:f}{f_{t}}\\)\u003c/span\u003e of this step", "topic": "time"}, {"key": "memory before", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=sru1:c_prev}{c_{t-1}}\\)\u003c/span\u003e", "topic": "what it multiplies"}, {"key": "((\u0027carry\u0027, 0), (\u0027write\u0027, 0))", "says": "it also writes: \u003cspan class=\"arithmatex\"\u003e\\(1 - \\htmlData{sym=sru1:f}{f_{t}}\\)\u003c/span\u003e multiplies the candidate \u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=sru1:x_tilde}{\\tilde{x}_{t}}\\)\u003c/span\u003e", "topic": "what else it reaches"}, {"key": "(\u0027sigmoid\u0027, ((\u0027weights\u0027, input),))", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=sru1:f}{f_{t}} = \\htmlData{sym=sigmoid}{\\sigma}\\left(\\htmlData{sym=sru1:W_f}{W_{f}} \\, \\htmlData{sym=sru1:x}{x_{t}} + \\htmlData{sym=sru1:b_f}{b_{f}}\\right)\\)\u003c/span\u003e", "topic": "form"}, {"key": "True", "says": "with a bias", "topic": "bias"}, {"key": "Interval(low=0.0, high=1.0)", "says": "\u003cspan class=\"arithmatex\"\u003e\\((0, 1)\\)\u003c/span\u003e", "topic": "range"}]}, {"factor": "\u003cspan class=\"arithmatex\"\u003e\\(1 - \\htmlData{sym=sru1:f}{f_{t}}\\)\u003c/span\u003e", "kind": "write", "properties": [{"key": "(0, 1)", "says": "\u003cspan class=\"arithmatex\"\u003e\\(0\\)\u003c/span\u003e where the gate is 1, \u003cspan class=\"arithmatex\"\u003e\\(1\\)\u003c/span\u003e where the gate is 0", "topic": "the gate at 1 and at 0"}, {"key": "0", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=sru1:f}{f_{t}}\\)\u003c/span\u003e of this step", "topic": "time"}, {"key": "signal", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=sru1:x_tilde}{\\tilde{x}_{t}}\\)\u003c/span\u003e", "topic": "what it multiplies"}, {"key": "((\u0027carry\u0027, 0), (\u0027write\u0027, 0))", "says": "it also carries the memory: \u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=sru1:f}{f_{t}}\\)\u003c/span\u003e multiplies \u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=sru1:c_prev}{c_{t-1}}\\)\u003c/span\u003e", "topic": "what else it reaches"}, {"key": "(\u0027sigmoid\u0027, ((\u0027weights\u0027, input),))", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=sru1:f}{f_{t}} = \\htmlData{sym=sigmoid}{\\sigma}\\left(\\htmlData{sym=sru1:W_f}{W_{f}} \\, \\htmlData{sym=sru1:x}{x_{t}} + \\htmlData{sym=sru1:b_f}{b_{f}}\\right)\\)\u003c/span\u003e", "topic": "form"}, {"key": "True", "says": "with a bias", "topic": "bias"}, {"key": "Interval(low=0.0, high=1.0)", "says": "\u003cspan class=\"arithmatex\"\u003e\\((0, 1)\\)\u003c/span\u003e", "topic": "range"}]}, {"factor": "\u003cspan class=\"arithmatex\"\u003e\\(0\\)\u003c/span\u003e", "kind": "read", "properties": []}, {"factor": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=sru1:r}{r_{t}}\\)\u003c/span\u003e", "kind": "expose", "properties": [{"key": "(1, 0)", "says": "\u003cspan class=\"arithmatex\"\u003e\\(1\\)\u003c/span\u003e where the gate is 1, \u003cspan class=\"arithmatex\"\u003e\\(0\\)\u003c/span\u003e where the gate is 0", "topic": "the gate at 1 and at 0"}, {"key": "0", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=sru1:r}{r_{t}}\\)\u003c/span\u003e of this step", "topic": "time"}, {"key": "tanh(memory)", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=tanh}{\\tanh}\\left(\\htmlData{sym=sru1:c}{c_{t}}\\right)\\)\u003c/span\u003e", "topic": "what it multiplies"}, {"key": "((\u0027expose\u0027, 0),)", "says": "nothing else", "topic": "what else it reaches"}, {"key": "(\u0027sigmoid\u0027, ((\u0027weights\u0027, input),))", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=sru1:r}{r_{t}} = \\htmlData{sym=sigmoid}{\\sigma}\\left(\\htmlData{sym=sru1:W_r}{W_{r}} \\, \\htmlData{sym=sru1:x}{x_{t}} + \\htmlData{sym=sru1:b_r}{b_{r}}\\right)\\)\u003c/span\u003e", "topic": "form"}, {"key": "True", "says": "with a bias", "topic": "bias"}, {"key": "Interval(low=0.0, high=1.0)", "says": "\u003cspan class=\"arithmatex\"\u003e\\((0, 1)\\)\u003c/span\u003e", "topic": "range"}]}], "title": "SRU, first version", "update": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=sru1:c}{c_{t}} = \\htmlData{sym=sru1:f}{f_{t}} \\htmlData{sym=odot}{\\odot} \\htmlData{sym=sru1:c_prev}{c_{t-1}} + \\left(1 - \\htmlData{sym=sru1:f}{f_{t}}\\right) \\htmlData{sym=odot}{\\odot} \\htmlData{sym=sru1:x_tilde}{\\tilde{x}_{t}}\\)\u003c/span\u003e", "whole": [{"key": "(True, True)", "says": "carry and write are shares of one", "topic": "coupling"}, {"key": "signal*tanh(memory) + x*(1 - signal)", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=sru1:h}{h_{t}}\\)\u003c/span\u003e, which is \u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=sru1:r}{r_{t}} \\htmlData{sym=odot}{\\odot} \\htmlData{sym=tanh}{\\tanh}\\left(\\htmlData{sym=sru1:c}{c_{t}}\\right) + \\htmlData{sym=sru1:x}{x_{t}} \\htmlData{sym=odot}{\\odot} \\left(1 - \\htmlData{sym=sru1:r}{r_{t}}\\right)\\)\u003c/span\u003e", "topic": "what the outside sees"}]},
  play: {
    title: "SRU, first version",
    knobs: [{"called": "forget gate", "high": 1.0, "latex": "\\htmlData{sym=sru1:f}{f_{t}}", "low": 0.0, "name": "gate_f", "roles": ["carry", "write"], "start": 0.9}, {"called": "previous memory", "high": 1.0, "latex": "", "low": -1.0, "name": "knob_memory", "roles": [], "start": 0.8}, {"called": "recurrent weights", "high": 2.0, "latex": "", "low": -2.0, "name": "knob_weight", "roles": [], "start": 1.0}, {"called": "input", "high": 2.0, "latex": "", "low": -2.0, "name": "knob_input", "roles": [], "start": 0.0}],
    begins: {
      "now_memory": (v) => v.knob_memory,
      "now_share": (v) => 1,
      "now_direct": (v) => 1,
      "now_whole": (v) => 1,
    },
    moves: {
      "now_memory": (v) => v.gate_f*v.now_memory + v.knob_input*(1 - v.gate_f),
      "now_share": (v) => v.gate_f*v.now_share,
      "now_direct": (v) => v.now_direct*Math.abs(v.gate_f),
      "now_whole": (v) => v.now_whole*Math.abs(v.gate_f),
    },
    plots: [
      {
        key: "time",
        title: "SRU, first version: memory over time",
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
        title: "SRU, first version: forget gate",
        over: "gate_f",
        places: [0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.0],
        curves: [
          { label: "new memory", at: (v) => v.gate_f*v.now_memory + v.knob_input*(1 - v.gate_f) },
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
