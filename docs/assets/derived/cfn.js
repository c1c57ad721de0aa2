/* generated, do not edit: `python -m derive` writes it from derive/cells/cfn_laurent_2017.py by templates/derived.js.j2; sum cac4fb6837122101 */
(globalThis.derived ??= new Map()).set("cfn", {
  symbols: {"cfn:U_eta": ["U_{\\eta}", "recurrent weights of the input gate", "\\mathbb{R}^{n \\times n}", "cfn:U_eta", "cells/cfn/#symbol-U_eta", ""], "cfn:U_theta": ["U_{\\theta}", "recurrent weights of the forget gate", "\\mathbb{R}^{n \\times n}", "cfn:U_theta", "cells/cfn/#symbol-U_theta", ""], "cfn:V_eta": ["V_{\\eta}", "input weights of the input gate", "\\mathbb{R}^{n \\times m}", "cfn:V_eta", "cells/cfn/#symbol-V_eta", ""], "cfn:V_theta": ["V_{\\theta}", "input weights of the forget gate", "\\mathbb{R}^{n \\times m}", "cfn:V_theta", "cells/cfn/#symbol-V_theta", ""], "cfn:W": ["W", "input weights of the hidden state", "\\mathbb{R}^{n \\times m}", "cfn:W", "cells/cfn/#symbol-W", ""], "cfn:b_eta": ["b_{\\eta}", "bias of the input gate", "\\mathbb{R}^{n}", "cfn:b_eta", "cells/cfn/#symbol-b_eta", ""], "cfn:b_theta": ["b_{\\theta}", "bias of the forget gate", "\\mathbb{R}^{n}", "cfn:b_theta", "cells/cfn/#symbol-b_theta", ""], "cfn:eta": ["\\eta_{t}", "input gate", "\\mathbb{R}^{n}", "cfn:eta", "cells/cfn/#eq-eta", "eta = sigmoid(U_eta @ h + V_eta @ x + b_eta)"], "cfn:h": ["h_{t}", "hidden state", "\\mathbb{R}^{n}", "cfn:h", "cells/cfn/#eq-h", "h = theta * tanh(h) + eta * tanh(W @ x)"], "cfn:h_prev": ["h_{t-1}", "hidden state, one step before", "\\mathbb{R}^{n}", "cfn:h", "cells/cfn/#eq-h", "h = theta * tanh(h) + eta * tanh(W @ x)"], "cfn:theta": ["\\theta_{t}", "forget gate", "\\mathbb{R}^{n}", "cfn:theta", "cells/cfn/#eq-theta", "theta = sigmoid(U_theta @ h + V_theta @ x + b_theta)"], "cfn:val_tanh_W_times_x": ["\\tanh\\left(W \\, x_{t}\\right)", "a value that the derivation needs by name", "\\mathbb{R}^{n}", "cfn:val_tanh_W_times_x", "cells/cfn/#step-val_tanh_W_times_x", ""], "cfn:x": ["x_{t}", "input", "\\mathbb{R}^{m}", "cfn:x", "cells/cfn/#symbol-x", ""], "odot": ["\\odot", "the product entry by entry", "", "odot", "", ""], "sigmoid": ["\\sigma", "sigmoid, entry by entry: $\\sigma\\left(u\\right) = \\frac{1}{1 + e^{- u}}$", "", "sigmoid", "", ""], "tanh": ["\\tanh", "tanh, entry by entry: $\\tanh\\left(u\\right)$", "", "tanh", "", ""]},
  facts: {"page": "cells/cfn/", "roles": [{"factor": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=cfn:theta}{\\theta_{t}}\\)\u003c/span\u003e", "kind": "carry", "properties": [{"key": "(1, 0)", "says": "\u003cspan class=\"arithmatex\"\u003e\\(1\\)\u003c/span\u003e where the gate is 1, \u003cspan class=\"arithmatex\"\u003e\\(0\\)\u003c/span\u003e where the gate is 0", "topic": "the gate at 1 and at 0"}, {"key": "0", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=cfn:theta}{\\theta_{t}}\\)\u003c/span\u003e of this step", "topic": "time"}, {"key": "tanh(memory before)", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=tanh}{\\tanh}\\left(\\htmlData{sym=cfn:h_prev}{h_{t-1}}\\right)\\)\u003c/span\u003e", "topic": "what it multiplies"}, {"key": "((\u0027carry\u0027, 0),)", "says": "nothing else", "topic": "what else it reaches"}, {"key": "(\u0027sigmoid\u0027, ((\u0027weights\u0027, input), (\u0027weights\u0027, output before)))", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=cfn:theta}{\\theta_{t}} = \\htmlData{sym=sigmoid}{\\sigma}\\left(\\htmlData{sym=cfn:U_theta}{U_{\\theta}} \\, \\htmlData{sym=cfn:h_prev}{h_{t-1}} + \\htmlData{sym=cfn:V_theta}{V_{\\theta}} \\, \\htmlData{sym=cfn:x}{x_{t}} + \\htmlData{sym=cfn:b_theta}{b_{\\theta}}\\right)\\)\u003c/span\u003e", "topic": "form"}, {"key": "True", "says": "with a bias", "topic": "bias"}, {"key": "Interval(low=0.0, high=1.0)", "says": "\u003cspan class=\"arithmatex\"\u003e\\((0, 1)\\)\u003c/span\u003e", "topic": "range"}]}, {"factor": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=cfn:eta}{\\eta_{t}}\\)\u003c/span\u003e", "kind": "write", "properties": [{"key": "(1, 0)", "says": "\u003cspan class=\"arithmatex\"\u003e\\(1\\)\u003c/span\u003e where the gate is 1, \u003cspan class=\"arithmatex\"\u003e\\(0\\)\u003c/span\u003e where the gate is 0", "topic": "the gate at 1 and at 0"}, {"key": "0", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=cfn:eta}{\\eta_{t}}\\)\u003c/span\u003e of this step", "topic": "time"}, {"key": "signal", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=cfn:val_tanh_W_times_x}{\\htmlData{sym=tanh}{\\tanh}\\left(\\htmlData{sym=cfn:W}{W} \\, \\htmlData{sym=cfn:x}{x_{t}}\\right)}\\)\u003c/span\u003e", "topic": "what it multiplies"}, {"key": "((\u0027write\u0027, 0),)", "says": "nothing else", "topic": "what else it reaches"}, {"key": "(\u0027sigmoid\u0027, ((\u0027weights\u0027, input), (\u0027weights\u0027, output before)))", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=cfn:eta}{\\eta_{t}} = \\htmlData{sym=sigmoid}{\\sigma}\\left(\\htmlData{sym=cfn:U_eta}{U_{\\eta}} \\, \\htmlData{sym=cfn:h_prev}{h_{t-1}} + \\htmlData{sym=cfn:V_eta}{V_{\\eta}} \\, \\htmlData{sym=cfn:x}{x_{t}} + \\htmlData{sym=cfn:b_eta}{b_{\\eta}}\\right)\\)\u003c/span\u003e", "topic": "form"}, {"key": "True", "says": "with a bias", "topic": "bias"}, {"key": "Interval(low=0.0, high=1.0)", "says": "\u003cspan class=\"arithmatex\"\u003e\\((0, 1)\\)\u003c/span\u003e", "topic": "range"}]}, {"factor": "\u003cspan class=\"arithmatex\"\u003e\\(0\\)\u003c/span\u003e", "kind": "read", "properties": []}, {"factor": "\u003cspan class=\"arithmatex\"\u003e\\(1\\)\u003c/span\u003e", "kind": "expose", "properties": []}], "title": "CFN", "update": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=cfn:h}{h_{t}} = \\htmlData{sym=cfn:theta}{\\theta_{t}} \\htmlData{sym=odot}{\\odot} \\htmlData{sym=tanh}{\\tanh}\\left(\\htmlData{sym=cfn:h_prev}{h_{t-1}}\\right) + \\htmlData{sym=cfn:eta}{\\eta_{t}} \\htmlData{sym=odot}{\\odot} \\htmlData{sym=cfn:val_tanh_W_times_x}{\\htmlData{sym=tanh}{\\tanh}\\left(\\htmlData{sym=cfn:W}{W} \\, \\htmlData{sym=cfn:x}{x_{t}}\\right)}\\)\u003c/span\u003e", "whole": [{"key": "(True, False)", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=cfn:eta}{\\eta_{t}} + \\htmlData{sym=cfn:theta}{\\theta_{t}}\\)\u003c/span\u003e is free", "topic": "coupling"}, {"key": "None", "says": "the memory \u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=cfn:h}{h_{t}}\\)\u003c/span\u003e itself", "topic": "what the outside sees"}]},
  play: {
    title: "CFN",
    knobs: [{"called": "forget gate", "high": 1.0, "latex": "\\htmlData{sym=cfn:theta}{\\theta_{t}}", "low": 0.0, "name": "gate_theta", "roles": ["carry"], "start": 0.9}, {"called": "input gate", "high": 1.0, "latex": "\\htmlData{sym=cfn:eta}{\\eta_{t}}", "low": 0.0, "name": "gate_eta", "roles": ["write"], "start": 0.5}, {"called": "previous memory", "high": 1.0, "latex": "", "low": -1.0, "name": "knob_memory", "roles": [], "start": 0.8}, {"called": "recurrent weights", "high": 2.0, "latex": "", "low": -2.0, "name": "knob_weight", "roles": [], "start": 1.0}, {"called": "input", "high": 2.0, "latex": "", "low": -2.0, "name": "knob_input", "roles": [], "start": 0.0}],
    begins: {
      "now_memory": (v) => v.knob_memory,
      "now_share": (v) => 1,
      "now_direct": (v) => 1,
      "now_whole": (v) => 1,
    },
    moves: {
      "now_memory": (v) => v.gate_eta*Math.tanh(v.knob_input) + v.gate_theta*Math.tanh(v.now_memory),
      "now_share": (v) => v.gate_theta*v.now_share,
      "now_direct": (v) => v.now_direct*Math.abs(v.gate_theta*(Math.pow(Math.tanh(v.now_memory), 2) - 1)),
      "now_whole": (v) => v.now_whole*Math.abs(v.gate_eta*v.knob_weight*(v.gate_eta - 1)*Math.tanh(v.knob_input) + v.gate_theta*v.knob_weight*(v.gate_theta - 1)*Math.tanh(v.now_memory) + v.gate_theta*(Math.pow(Math.tanh(v.now_memory), 2) - 1)),
    },
    plots: [
      {
        key: "time",
        title: "CFN: memory over time",
        over: "",
        places: [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 12.0, 13.0, 14.0, 15.0, 16.0, 17.0, 18.0, 19.0, 20.0, 21.0, 22.0, 23.0, 24.0, 25.0, 26.0, 27.0, 28.0, 29.0, 30.0, 31.0, 32.0, 33.0, 34.0, 35.0, 36.0, 37.0, 38.0, 39.0, 40.0, 41.0, 42.0, 43.0, 44.0, 45.0, 46.0, 47.0, 48.0, 49.0, 50.0],
        curves: [
          { label: "memory", at: (v) => v.now_memory },
          { label: "candidate", at: (v) => Math.tanh(v.knob_input) },
        ],
        note: null,
      },
      {
        key: "sweep",
        title: "CFN: forget gate",
        over: "gate_theta",
        places: [0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.0],
        curves: [
          { label: "new memory", at: (v) => v.gate_eta*Math.tanh(v.knob_input) + v.gate_theta*Math.tanh(v.now_memory) },
          { label: "carried", at: (v) => v.gate_theta*Math.tanh(v.now_memory) },
          { label: "candidate", at: (v) => Math.tanh(v.knob_input) },
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
        note: { words: "Steps until half of it is left: {}.", at: (v) => -Math.log(2)/Math.log(v.gate_theta) },
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
