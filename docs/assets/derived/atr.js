/* generated, do not edit: `python -m derive` writes it from derive/cells/atr_zhang_2018.py by templates/derived.js.j2; sum 4876f18358eebd95 */
(globalThis.derived ??= new Map()).set("atr", {
  symbols: {"atr:f": ["f_{t}", "forget gate", "\\mathbb{R}^{n}", "atr:f", "cells/atr/#eq-f", "f = sigmoid(p - q)"], "atr:h": ["h_{t}", "hidden state", "\\mathbb{R}^{n}", "atr:h", "cells/atr/#eq-h", "h = i * p + f * h"], "atr:h_prev": ["h_{t-1}", "hidden state, one step before", "\\mathbb{R}^{n}", "atr:h", "cells/atr/#eq-h", "h = i * p + f * h"], "atr:i": ["i_{t}", "input gate", "\\mathbb{R}^{n}", "atr:i", "cells/atr/#eq-i", "i = sigmoid(p + q)"], "atr:p": ["p_{t}", "projected input", "\\mathbb{R}^{n}", "atr:p", "cells/atr/#eq-p", "p = W @ x"], "atr:q": ["q_{t}", "projected state", "\\mathbb{R}^{n}", "atr:q", "cells/atr/#eq-q", "q = U @ h"], "odot": ["\\odot", "the product entry by entry", "", "odot", "", ""], "sigmoid": ["\\sigma", "sigmoid, entry by entry: $\\sigma\\left(u\\right) = \\frac{1}{1 + e^{- u}}$", "", "sigmoid", "", ""]},
  facts: {"page": "cells/atr/", "roles": [{"factor": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=atr:f}{f_{t}}\\)\u003c/span\u003e", "kind": "carry", "properties": [{"key": "(1, 0)", "says": "\u003cspan class=\"arithmatex\"\u003e\\(1\\)\u003c/span\u003e where the gate is 1, \u003cspan class=\"arithmatex\"\u003e\\(0\\)\u003c/span\u003e where the gate is 0", "topic": "the gate at 1 and at 0"}, {"key": "0", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=atr:f}{f_{t}}\\)\u003c/span\u003e of this step", "topic": "time"}, {"key": "memory before", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=atr:h_prev}{h_{t-1}}\\)\u003c/span\u003e", "topic": "what it multiplies"}, {"key": "((\u0027carry\u0027, 0),)", "says": "nothing else", "topic": "what else it reaches"}, {"key": "(\u0027sigmoid\u0027, ((\u0027bare\u0027, -q), (\u0027bare\u0027, p)))", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=atr:f}{f_{t}} = \\htmlData{sym=sigmoid}{\\sigma}\\left(\\htmlData{sym=atr:p}{p_{t}} - \\htmlData{sym=atr:q}{q_{t}}\\right)\\)\u003c/span\u003e", "topic": "form"}, {"key": "False", "says": "without a bias", "topic": "bias"}, {"key": "Interval(low=0.0, high=1.0)", "says": "\u003cspan class=\"arithmatex\"\u003e\\((0, 1)\\)\u003c/span\u003e", "topic": "range"}]}, {"factor": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=atr:i}{i_{t}}\\)\u003c/span\u003e", "kind": "write", "properties": [{"key": "(1, 0)", "says": "\u003cspan class=\"arithmatex\"\u003e\\(1\\)\u003c/span\u003e where the gate is 1, \u003cspan class=\"arithmatex\"\u003e\\(0\\)\u003c/span\u003e where the gate is 0", "topic": "the gate at 1 and at 0"}, {"key": "0", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=atr:i}{i_{t}}\\)\u003c/span\u003e of this step", "topic": "time"}, {"key": "signal", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=atr:p}{p_{t}}\\)\u003c/span\u003e", "topic": "what it multiplies"}, {"key": "((\u0027write\u0027, 0),)", "says": "nothing else", "topic": "what else it reaches"}, {"key": "(\u0027sigmoid\u0027, ((\u0027bare\u0027, p), (\u0027bare\u0027, q)))", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=atr:i}{i_{t}} = \\htmlData{sym=sigmoid}{\\sigma}\\left(\\htmlData{sym=atr:p}{p_{t}} + \\htmlData{sym=atr:q}{q_{t}}\\right)\\)\u003c/span\u003e", "topic": "form"}, {"key": "False", "says": "without a bias", "topic": "bias"}, {"key": "Interval(low=0.0, high=1.0)", "says": "\u003cspan class=\"arithmatex\"\u003e\\((0, 1)\\)\u003c/span\u003e", "topic": "range"}]}, {"factor": "\u003cspan class=\"arithmatex\"\u003e\\(0\\)\u003c/span\u003e", "kind": "read", "properties": []}, {"factor": "\u003cspan class=\"arithmatex\"\u003e\\(1\\)\u003c/span\u003e", "kind": "expose", "properties": []}], "title": "ATR", "update": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=atr:h}{h_{t}} = \\htmlData{sym=atr:f}{f_{t}} \\htmlData{sym=odot}{\\odot} \\htmlData{sym=atr:h_prev}{h_{t-1}} + \\htmlData{sym=atr:i}{i_{t}} \\htmlData{sym=odot}{\\odot} \\htmlData{sym=atr:p}{p_{t}}\\)\u003c/span\u003e", "whole": [{"key": "(True, False)", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=atr:f}{f_{t}} + \\htmlData{sym=atr:i}{i_{t}}\\)\u003c/span\u003e is free", "topic": "coupling"}, {"key": "None", "says": "the memory \u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=atr:h}{h_{t}}\\)\u003c/span\u003e itself", "topic": "what the outside sees"}]},
  play: {
    title: "ATR",
    knobs: [{"called": "input gate", "high": 1.0, "latex": "\\htmlData{sym=atr:i}{i_{t}}", "low": 0.0, "name": "gate_i", "roles": ["write"], "start": 0.5}, {"called": "forget gate", "high": 1.0, "latex": "\\htmlData{sym=atr:f}{f_{t}}", "low": 0.0, "name": "gate_f", "roles": ["carry"], "start": 0.9}, {"called": "previous memory", "high": 1.0, "latex": "", "low": -1.0, "name": "knob_memory", "roles": [], "start": 0.8}, {"called": "recurrent weights", "high": 2.0, "latex": "", "low": -2.0, "name": "knob_weight", "roles": [], "start": 1.0}, {"called": "input", "high": 2.0, "latex": "", "low": -2.0, "name": "knob_input", "roles": [], "start": 0.0}],
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
      "now_whole": (v) => v.now_whole*Math.abs(v.gate_f + v.knob_weight*(-v.gate_f*v.now_memory*(1 - v.gate_f) + v.gate_i*v.knob_input*(1 - v.gate_i))),
    },
    plots: [
      {
        key: "time",
        title: "ATR: memory over time",
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
        title: "ATR: forget gate",
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
