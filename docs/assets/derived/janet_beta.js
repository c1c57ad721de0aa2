/* generated, do not edit: `python -m derive` writes it from derive/cells/janet_van_der_westhuizen_2018.py by templates/derived.js.j2; sum 77d657a73e63f85c */
(globalThis.derived ??= new Map()).set("janet_beta", {
  symbols: {"janet_beta:U_f": ["U_{f}", "recurrent weights of the forget gate before the sigmoid", "\\mathbb{R}^{n \\times n}", "janet_beta:U_f", "cells/janet_beta/#symbol-U_f", ""], "janet_beta:W_f": ["W_{f}", "input weights of the forget gate before the sigmoid", "\\mathbb{R}^{n \\times m}", "janet_beta:W_f", "cells/janet_beta/#symbol-W_f", ""], "janet_beta:b_f": ["b_{f}", "bias of the forget gate before the sigmoid", "\\mathbb{R}^{n}", "janet_beta:b_f", "cells/janet_beta/#symbol-b_f", ""], "janet_beta:beta": ["\\beta", "how much easier writing is than forgetting", "\\mathbb{R}", "janet_beta:beta", "cells/janet_beta/#symbol-beta", ""], "janet_beta:h": ["h_{t}", "hidden state", "\\mathbb{R}^{n}", "janet_beta:h", "cells/janet_beta/#eq-h", "h = sigmoid(s) * h + (1 - sigmoid(s - beta)) * h_tilde"], "janet_beta:h_prev": ["h_{t-1}", "hidden state, one step before", "\\mathbb{R}^{n}", "janet_beta:h", "cells/janet_beta/#eq-h", "h = sigmoid(s) * h + (1 - sigmoid(s - beta)) * h_tilde"], "janet_beta:h_tilde": ["\\tilde{h}_{t}", "candidate", "\\mathbb{R}^{n}", "janet_beta:h_tilde", "cells/janet_beta/#eq-h_tilde", "h_tilde = tanh(W_h @ x + U_h @ h + b_h)"], "janet_beta:s": ["s_{t}", "forget gate before the sigmoid", "\\mathbb{R}^{n}", "janet_beta:s", "cells/janet_beta/#eq-s", "s = W_f @ x + U_f @ h + b_f"], "janet_beta:x": ["x_{t}", "input", "\\mathbb{R}^{m}", "janet_beta:x", "cells/janet_beta/#symbol-x", ""], "odot": ["\\odot", "the product entry by entry", "", "odot", "", ""], "sigmoid": ["\\sigma", "sigmoid, entry by entry: $\\sigma\\left(u\\right) = \\frac{1}{1 + e^{- u}}$", "", "sigmoid", "", ""]},
  facts: {"page": "cells/janet_beta/", "roles": [{"factor": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=sigmoid}{\\sigma}\\left(\\htmlData{sym=janet_beta:s}{s_{t}}\\right)\\)\u003c/span\u003e", "kind": "carry", "properties": [{"key": "0", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=janet_beta:s}{s_{t}}\\)\u003c/span\u003e of this step", "topic": "time"}, {"key": "memory before", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=janet_beta:h_prev}{h_{t-1}}\\)\u003c/span\u003e", "topic": "what it multiplies"}, {"key": "((\u0027carry\u0027, 0), (\u0027write\u0027, 0))", "says": "it also writes: \u003cspan class=\"arithmatex\"\u003e\\(1 - \\htmlData{sym=sigmoid}{\\sigma}\\left(\\htmlData{sym=janet_beta:s}{s_{t}} - \\htmlData{sym=janet_beta:beta}{\\beta}\\right)\\)\u003c/span\u003e multiplies the candidate \u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=janet_beta:h_tilde}{\\tilde{h}_{t}}\\)\u003c/span\u003e", "topic": "what else it reaches"}, {"key": "(\u0027sigmoid\u0027, ((\u0027weights\u0027, input), (\u0027weights\u0027, output before)))", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=sigmoid}{\\sigma}\\left(\\htmlData{sym=janet_beta:s}{s_{t}}\\right)\\)\u003c/span\u003e with \u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=janet_beta:s}{s_{t}} = \\htmlData{sym=janet_beta:W_f}{W_{f}} \\, \\htmlData{sym=janet_beta:x}{x_{t}} + \\htmlData{sym=janet_beta:U_f}{U_{f}} \\, \\htmlData{sym=janet_beta:h_prev}{h_{t-1}} + \\htmlData{sym=janet_beta:b_f}{b_{f}}\\)\u003c/span\u003e", "topic": "form"}, {"key": "True", "says": "with a bias", "topic": "bias"}, {"key": "Interval(low=0.0, high=1.0)", "says": "\u003cspan class=\"arithmatex\"\u003e\\((0, 1)\\)\u003c/span\u003e", "topic": "range"}]}, {"factor": "\u003cspan class=\"arithmatex\"\u003e\\(1 - \\htmlData{sym=sigmoid}{\\sigma}\\left(\\htmlData{sym=janet_beta:s}{s_{t}} - \\htmlData{sym=janet_beta:beta}{\\beta}\\right)\\)\u003c/span\u003e", "kind": "write", "properties": [{"key": "0", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=janet_beta:s}{s_{t}}\\)\u003c/span\u003e of this step", "topic": "time"}, {"key": "signal", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=janet_beta:h_tilde}{\\tilde{h}_{t}}\\)\u003c/span\u003e", "topic": "what it multiplies"}, {"key": "((\u0027carry\u0027, 0), (\u0027write\u0027, 0))", "says": "it also carries the memory: \u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=sigmoid}{\\sigma}\\left(\\htmlData{sym=janet_beta:s}{s_{t}}\\right)\\)\u003c/span\u003e multiplies \u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=janet_beta:h_prev}{h_{t-1}}\\)\u003c/span\u003e", "topic": "what else it reaches"}, {"key": "(\u0027\u0027, ((\u0027weights\u0027, input), (\u0027weights\u0027, output before)))", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=janet_beta:s}{s_{t}} = \\htmlData{sym=janet_beta:W_f}{W_{f}} \\, \\htmlData{sym=janet_beta:x}{x_{t}} + \\htmlData{sym=janet_beta:U_f}{U_{f}} \\, \\htmlData{sym=janet_beta:h_prev}{h_{t-1}} + \\htmlData{sym=janet_beta:b_f}{b_{f}}\\)\u003c/span\u003e", "topic": "form"}, {"key": "True", "says": "with a bias", "topic": "bias"}, {"key": "Interval(low=-inf, high=inf)", "says": "\u003cspan class=\"arithmatex\"\u003e\\((-\\infty, \\infty)\\)\u003c/span\u003e", "topic": "range"}]}, {"factor": "\u003cspan class=\"arithmatex\"\u003e\\(1\\)\u003c/span\u003e", "kind": "read", "properties": []}, {"factor": "\u003cspan class=\"arithmatex\"\u003e\\(1\\)\u003c/span\u003e", "kind": "expose", "properties": []}], "title": "JANET with \u03b2", "update": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=janet_beta:h}{h_{t}} = \\htmlData{sym=sigmoid}{\\sigma}\\left(\\htmlData{sym=janet_beta:s}{s_{t}}\\right) \\htmlData{sym=odot}{\\odot} \\htmlData{sym=janet_beta:h_prev}{h_{t-1}} + \\left(1 - \\htmlData{sym=sigmoid}{\\sigma}\\left(\\htmlData{sym=janet_beta:s}{s_{t}} - \\htmlData{sym=janet_beta:beta}{\\beta}\\right)\\right) \\htmlData{sym=odot}{\\odot} \\htmlData{sym=janet_beta:h_tilde}{\\tilde{h}_{t}}\\)\u003c/span\u003e", "whole": [{"key": "(True, False)", "says": "\u003cspan class=\"arithmatex\"\u003e\\(1 + \\htmlData{sym=sigmoid}{\\sigma}\\left(\\htmlData{sym=janet_beta:s}{s_{t}}\\right) - \\htmlData{sym=sigmoid}{\\sigma}\\left(\\htmlData{sym=janet_beta:s}{s_{t}} - \\htmlData{sym=janet_beta:beta}{\\beta}\\right)\\)\u003c/span\u003e is free", "topic": "coupling"}, {"key": "None", "says": "the memory \u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=janet_beta:h}{h_{t}}\\)\u003c/span\u003e itself", "topic": "what the outside sees"}]},
  play: {
    title: "JANET with \u03b2",
    knobs: [{"called": "forget gate before the sigmoid", "high": 2.0, "latex": "\\htmlData{sym=janet_beta:s}{s_{t}}", "low": -2.0, "name": "gate_s", "roles": ["carry", "write"], "start": 0.0}, {"called": "previous memory", "high": 1.0, "latex": "", "low": -1.0, "name": "knob_memory", "roles": [], "start": 0.8}, {"called": "recurrent weights", "high": 2.0, "latex": "", "low": -2.0, "name": "knob_weight", "roles": [], "start": 1.0}, {"called": "input", "high": 2.0, "latex": "", "low": -2.0, "name": "knob_input", "roles": [], "start": 0.0}],
    begins: {
      "now_memory": (v) => v.knob_memory,
      "now_share": (v) => 1,
      "now_direct": (v) => 1,
      "now_whole": (v) => 1,
    },
    moves: {
      "now_memory": (v) => v.now_memory/(1 + Math.exp(-v.gate_s)) + (1 - 1/(Math.exp(1 - v.gate_s) + 1))*Math.tanh(v.knob_input + v.knob_weight*v.now_memory),
      "now_share": (v) => v.now_share/(1 + Math.exp(-v.gate_s)),
      "now_direct": (v) => v.now_direct/(1 + Math.exp(-v.gate_s)),
      "now_whole": (v) => v.now_whole*Math.abs(v.knob_weight*(1 - 1/(Math.exp(1 - v.gate_s) + 1))*(1 - Math.pow(Math.tanh(v.knob_input + v.knob_weight*v.now_memory), 2)) + v.knob_weight*(v.now_memory*(1 - 1/(1 + Math.exp(-v.gate_s)))/(1 + Math.exp(-v.gate_s)) - (1 - 1/(Math.exp(1 - v.gate_s) + 1))*Math.tanh(v.knob_input + v.knob_weight*v.now_memory)/(Math.exp(1 - v.gate_s) + 1)) + 1/(1 + Math.exp(-v.gate_s))),
    },
    plots: [
      {
        key: "time",
        title: "JANET with \u03b2: memory over time",
        over: "",
        places: [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 12.0, 13.0, 14.0, 15.0, 16.0, 17.0, 18.0, 19.0, 20.0, 21.0, 22.0, 23.0, 24.0, 25.0, 26.0, 27.0, 28.0, 29.0, 30.0, 31.0, 32.0, 33.0, 34.0, 35.0, 36.0, 37.0, 38.0, 39.0, 40.0, 41.0, 42.0, 43.0, 44.0, 45.0, 46.0, 47.0, 48.0, 49.0, 50.0],
        curves: [
          { label: "memory", at: (v) => v.now_memory },
          { label: "candidate", at: (v) => Math.tanh(v.knob_input + v.knob_weight*v.now_memory) },
        ],
        note: null,
      },
      {
        key: "sweep",
        title: "JANET with \u03b2: forget gate before the sigmoid",
        over: "gate_s",
        places: [0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.0],
        curves: [
          { label: "new memory", at: (v) => v.now_memory/(1 + Math.exp(-v.gate_s)) + (1 - 1/(Math.exp(1 - v.gate_s) + 1))*Math.tanh(v.knob_input + v.knob_weight*v.now_memory) },
          { label: "carried", at: (v) => v.now_memory/(1 + Math.exp(-v.gate_s)) },
          { label: "candidate", at: (v) => Math.tanh(v.knob_input + v.knob_weight*v.now_memory) },
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
        note: { words: "Steps until half of it is left: {}.", at: (v) => -Math.log(2)/(v.gate_s - Math.log1p(Math.exp(v.gate_s))) },
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
