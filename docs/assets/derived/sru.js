/* generated, do not edit: `python -m derive` writes it from derive/cells/sru_lei_2018.py by templates/derived.js.j2; sum 2da4f711d8ce9068 */
(globalThis.derived ??= new Map()).set("sru", {
  symbols: {"odot": ["\\odot", "the product entry by entry", "", "odot", "", ""], "sigmoid": ["\\sigma", "sigmoid, entry by entry: $\\sigma\\left(u\\right) = \\frac{1}{1 + e^{- u}}$", "", "sigmoid", "", ""], "sru:W_f": ["W_{f}", "input weights of the forget gate", "\\mathbb{R}^{n \\times n}", "sru:W_f", "cells/sru/#symbol-W_f", ""], "sru:W_r": ["W_{r}", "input weights of the reset (highway) gate", "\\mathbb{R}^{n \\times n}", "sru:W_r", "cells/sru/#symbol-W_r", ""], "sru:alpha": ["\\alpha", "scale of the skip connection", "\\mathbb{R}", "sru:alpha", "cells/sru/#symbol-alpha", ""], "sru:b_f": ["b_{f}", "bias of the forget gate", "\\mathbb{R}^{n}", "sru:b_f", "cells/sru/#symbol-b_f", ""], "sru:b_r": ["b_{r}", "bias of the reset (highway) gate", "\\mathbb{R}^{n}", "sru:b_r", "cells/sru/#symbol-b_r", ""], "sru:c": ["c_{t}", "cell memory", "\\mathbb{R}^{n}", "sru:c", "cells/sru/#eq-c", "c = f * c + (1 - f) * x_tilde"], "sru:c_prev": ["c_{t-1}", "cell memory, one step before", "\\mathbb{R}^{n}", "sru:c", "cells/sru/#eq-c", "c = f * c + (1 - f) * x_tilde"], "sru:f": ["f_{t}", "forget gate", "\\mathbb{R}^{n}", "sru:f", "cells/sru/#eq-f", "f = sigmoid(W_f @ x + v_f * c + b_f)"], "sru:h": ["h_{t}", "output", "\\mathbb{R}^{n}", "sru:h", "cells/sru/#eq-h", "h = r * c + (1 - r) * (alpha * x)"], "sru:r": ["r_{t}", "reset (highway) gate", "\\mathbb{R}^{n}", "sru:r", "cells/sru/#eq-r", "r = sigmoid(W_r @ x + v_r * c + b_r)"], "sru:v_f": ["v_{f}", "peephole weights of the forget gate", "\\mathbb{R}^{n}", "sru:v_f", "cells/sru/#symbol-v_f", ""], "sru:v_r": ["v_{r}", "peephole weights of the reset (highway) gate", "\\mathbb{R}^{n}", "sru:v_r", "cells/sru/#symbol-v_r", ""], "sru:x": ["x_{t}", "input", "\\mathbb{R}^{n}", "sru:x", "cells/sru/#symbol-x", ""], "sru:x_tilde": ["\\tilde{x}_{t}", "candidate", "\\mathbb{R}^{n}", "sru:x_tilde", "cells/sru/#eq-x_tilde", "x_tilde = W @ x"]},
  facts: {"page": "cells/sru/", "roles": [{"factor": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=sru:f}{f_{t}}\\)\u003c/span\u003e", "kind": "carry", "properties": [{"key": "(1, 0)", "says": "\u003cspan class=\"arithmatex\"\u003e\\(1\\)\u003c/span\u003e where the gate is 1, \u003cspan class=\"arithmatex\"\u003e\\(0\\)\u003c/span\u003e where the gate is 0", "topic": "the gate at 1 and at 0"}, {"key": "0", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=sru:f}{f_{t}}\\)\u003c/span\u003e of this step", "topic": "time"}, {"key": "memory before", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=sru:c_prev}{c_{t-1}}\\)\u003c/span\u003e", "topic": "what it multiplies"}, {"key": "((\u0027carry\u0027, 0), (\u0027write\u0027, 0))", "says": "it also writes: \u003cspan class=\"arithmatex\"\u003e\\(1 - \\htmlData{sym=sru:f}{f_{t}}\\)\u003c/span\u003e multiplies the candidate \u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=sru:x_tilde}{\\tilde{x}_{t}}\\)\u003c/span\u003e", "topic": "what else it reaches"}, {"key": "(\u0027sigmoid\u0027, ((\u0027weights\u0027, c_prev), (\u0027weights\u0027, input)))", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=sru:f}{f_{t}} = \\htmlData{sym=sigmoid}{\\sigma}\\left(\\htmlData{sym=sru:W_f}{W_{f}} \\, \\htmlData{sym=sru:x}{x_{t}} + \\htmlData{sym=sru:v_f}{v_{f}} \\htmlData{sym=odot}{\\odot} \\htmlData{sym=sru:c_prev}{c_{t-1}} + \\htmlData{sym=sru:b_f}{b_{f}}\\right)\\)\u003c/span\u003e", "topic": "form"}, {"key": "True", "says": "with a bias", "topic": "bias"}, {"key": "Interval(low=0.0, high=1.0)", "says": "\u003cspan class=\"arithmatex\"\u003e\\((0, 1)\\)\u003c/span\u003e", "topic": "range"}]}, {"factor": "\u003cspan class=\"arithmatex\"\u003e\\(1 - \\htmlData{sym=sru:f}{f_{t}}\\)\u003c/span\u003e", "kind": "write", "properties": [{"key": "(0, 1)", "says": "\u003cspan class=\"arithmatex\"\u003e\\(0\\)\u003c/span\u003e where the gate is 1, \u003cspan class=\"arithmatex\"\u003e\\(1\\)\u003c/span\u003e where the gate is 0", "topic": "the gate at 1 and at 0"}, {"key": "0", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=sru:f}{f_{t}}\\)\u003c/span\u003e of this step", "topic": "time"}, {"key": "signal", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=sru:x_tilde}{\\tilde{x}_{t}}\\)\u003c/span\u003e", "topic": "what it multiplies"}, {"key": "((\u0027carry\u0027, 0), (\u0027write\u0027, 0))", "says": "it also carries the memory: \u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=sru:f}{f_{t}}\\)\u003c/span\u003e multiplies \u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=sru:c_prev}{c_{t-1}}\\)\u003c/span\u003e", "topic": "what else it reaches"}, {"key": "(\u0027sigmoid\u0027, ((\u0027weights\u0027, c_prev), (\u0027weights\u0027, input)))", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=sru:f}{f_{t}} = \\htmlData{sym=sigmoid}{\\sigma}\\left(\\htmlData{sym=sru:W_f}{W_{f}} \\, \\htmlData{sym=sru:x}{x_{t}} + \\htmlData{sym=sru:v_f}{v_{f}} \\htmlData{sym=odot}{\\odot} \\htmlData{sym=sru:c_prev}{c_{t-1}} + \\htmlData{sym=sru:b_f}{b_{f}}\\right)\\)\u003c/span\u003e", "topic": "form"}, {"key": "True", "says": "with a bias", "topic": "bias"}, {"key": "Interval(low=0.0, high=1.0)", "says": "\u003cspan class=\"arithmatex\"\u003e\\((0, 1)\\)\u003c/span\u003e", "topic": "range"}]}, {"factor": "\u003cspan class=\"arithmatex\"\u003e\\(0\\)\u003c/span\u003e", "kind": "read", "properties": []}, {"factor": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=sru:r}{r_{t}}\\)\u003c/span\u003e", "kind": "expose", "properties": [{"key": "(1, 0)", "says": "\u003cspan class=\"arithmatex\"\u003e\\(1\\)\u003c/span\u003e where the gate is 1, \u003cspan class=\"arithmatex\"\u003e\\(0\\)\u003c/span\u003e where the gate is 0", "topic": "the gate at 1 and at 0"}, {"key": "0", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=sru:r}{r_{t}}\\)\u003c/span\u003e of this step", "topic": "time"}, {"key": "memory", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=sru:c}{c_{t}}\\)\u003c/span\u003e", "topic": "what it multiplies"}, {"key": "((\u0027expose\u0027, 0),)", "says": "nothing else", "topic": "what else it reaches"}, {"key": "(\u0027sigmoid\u0027, ((\u0027weights\u0027, c_prev), (\u0027weights\u0027, input)))", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=sru:r}{r_{t}} = \\htmlData{sym=sigmoid}{\\sigma}\\left(\\htmlData{sym=sru:W_r}{W_{r}} \\, \\htmlData{sym=sru:x}{x_{t}} + \\htmlData{sym=sru:v_r}{v_{r}} \\htmlData{sym=odot}{\\odot} \\htmlData{sym=sru:c_prev}{c_{t-1}} + \\htmlData{sym=sru:b_r}{b_{r}}\\right)\\)\u003c/span\u003e", "topic": "form"}, {"key": "True", "says": "with a bias", "topic": "bias"}, {"key": "Interval(low=0.0, high=1.0)", "says": "\u003cspan class=\"arithmatex\"\u003e\\((0, 1)\\)\u003c/span\u003e", "topic": "range"}]}], "title": "SRU", "update": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=sru:c}{c_{t}} = \\htmlData{sym=sru:f}{f_{t}} \\htmlData{sym=odot}{\\odot} \\htmlData{sym=sru:c_prev}{c_{t-1}} + \\left(1 - \\htmlData{sym=sru:f}{f_{t}}\\right) \\htmlData{sym=odot}{\\odot} \\htmlData{sym=sru:x_tilde}{\\tilde{x}_{t}}\\)\u003c/span\u003e", "whole": [{"key": "(True, True)", "says": "carry and write are shares of one", "topic": "coupling"}, {"key": "alpha*x*(1 - signal) + memory*signal", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=sru:h}{h_{t}}\\)\u003c/span\u003e, which is \u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=sru:c}{c_{t}} \\htmlData{sym=odot}{\\odot} \\htmlData{sym=sru:r}{r_{t}} + \\htmlData{sym=sru:alpha}{\\alpha} \\, \\htmlData{sym=sru:x}{x_{t}} \\htmlData{sym=odot}{\\odot} \\left(1 - \\htmlData{sym=sru:r}{r_{t}}\\right)\\)\u003c/span\u003e", "topic": "what the outside sees"}]},
  play: {
    title: "SRU",
    knobs: [{"called": "forget gate", "high": 1.0, "latex": "\\htmlData{sym=sru:f}{f_{t}}", "low": 0.0, "name": "gate_f", "roles": ["carry", "write"], "start": 0.9}, {"called": "previous memory", "high": 1.0, "latex": "", "low": -1.0, "name": "knob_memory", "roles": [], "start": 0.8}, {"called": "recurrent weights", "high": 2.0, "latex": "", "low": -2.0, "name": "knob_weight", "roles": [], "start": 1.0}, {"called": "input", "high": 2.0, "latex": "", "low": -2.0, "name": "knob_input", "roles": [], "start": 0.0}],
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
      "now_whole": (v) => v.now_whole*Math.abs(v.gate_f*(v.knob_input*v.knob_weight*(v.gate_f - 1) - v.knob_weight*v.now_memory*(v.gate_f - 1) + 1)),
    },
    plots: [
      {
        key: "time",
        title: "SRU: memory over time",
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
        title: "SRU: forget gate",
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
