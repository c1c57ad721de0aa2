/* generated, do not edit: `python -m derive` writes it from derive/cells/lstm_variants_greff_2015.py by templates/derived.js.j2; sum 17b6fa715c0e9dc5 */
(globalThis.derived ??= new Map()).set("lstm_nog", {
  symbols: {"lstm_nog:U_f": ["U_{f}", "recurrent weights of the forget gate", "\\mathbb{R}^{n \\times n}", "lstm_nog:U_f", "cells/lstm_nog/#symbol-U_f", ""], "lstm_nog:U_i": ["U_{i}", "recurrent weights of the input gate", "\\mathbb{R}^{n \\times n}", "lstm_nog:U_i", "cells/lstm_nog/#symbol-U_i", ""], "lstm_nog:W_f": ["W_{f}", "input weights of the forget gate", "\\mathbb{R}^{n \\times m}", "lstm_nog:W_f", "cells/lstm_nog/#symbol-W_f", ""], "lstm_nog:W_i": ["W_{i}", "input weights of the input gate", "\\mathbb{R}^{n \\times m}", "lstm_nog:W_i", "cells/lstm_nog/#symbol-W_i", ""], "lstm_nog:b_f": ["b_{f}", "bias of the forget gate", "\\mathbb{R}^{n}", "lstm_nog:b_f", "cells/lstm_nog/#symbol-b_f", ""], "lstm_nog:b_i": ["b_{i}", "bias of the input gate", "\\mathbb{R}^{n}", "lstm_nog:b_i", "cells/lstm_nog/#symbol-b_i", ""], "lstm_nog:c": ["c_{t}", "cell memory", "\\mathbb{R}^{n}", "lstm_nog:c", "cells/lstm_nog/#eq-c", "c = f * c + i * g"], "lstm_nog:c_prev": ["c_{t-1}", "cell memory, one step before", "\\mathbb{R}^{n}", "lstm_nog:c", "cells/lstm_nog/#eq-c", "c = f * c + i * g"], "lstm_nog:f": ["f_{t}", "forget gate", "\\mathbb{R}^{n}", "lstm_nog:f", "cells/lstm_nog/#eq-f", "f = sigmoid(W_f @ x + U_f @ h + p_f * c + b_f)"], "lstm_nog:g": ["g_{t}", "candidate", "\\mathbb{R}^{n}", "lstm_nog:g", "cells/lstm_nog/#eq-g", "g = tanh(W_g @ x + U_g @ h + b_g)"], "lstm_nog:h": ["h_{t}", "block output", "\\mathbb{R}^{n}", "lstm_nog:h", "cells/lstm_nog/#eq-h", "h = tanh(c)"], "lstm_nog:h_prev": ["h_{t-1}", "block output, one step before", "\\mathbb{R}^{n}", "lstm_nog:h", "cells/lstm_nog/#eq-h", "h = tanh(c)"], "lstm_nog:i": ["i_{t}", "input gate", "\\mathbb{R}^{n}", "lstm_nog:i", "cells/lstm_nog/#eq-i", "i = sigmoid(W_i @ x + U_i @ h + p_i * c + b_i)"], "lstm_nog:p_f": ["p_{f}", "peephole weights of the forget gate", "\\mathbb{R}^{n}", "lstm_nog:p_f", "cells/lstm_nog/#symbol-p_f", ""], "lstm_nog:p_i": ["p_{i}", "peephole weights of the input gate", "\\mathbb{R}^{n}", "lstm_nog:p_i", "cells/lstm_nog/#symbol-p_i", ""], "lstm_nog:x": ["x_{t}", "input", "\\mathbb{R}^{m}", "lstm_nog:x", "cells/lstm_nog/#symbol-x", ""], "odot": ["\\odot", "the product entry by entry", "", "odot", "", ""], "sigmoid": ["\\sigma", "sigmoid, entry by entry: $\\sigma\\left(u\\right) = \\frac{1}{1 + e^{- u}}$", "", "sigmoid", "", ""], "tanh": ["\\tanh", "tanh, entry by entry: $\\tanh\\left(u\\right)$", "", "tanh", "", ""]},
  facts: {"page": "cells/lstm_nog/", "roles": [{"factor": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=lstm_nog:f}{f_{t}}\\)\u003c/span\u003e", "kind": "carry", "properties": [{"key": "(1, 0)", "says": "\u003cspan class=\"arithmatex\"\u003e\\(1\\)\u003c/span\u003e where the gate is 1, \u003cspan class=\"arithmatex\"\u003e\\(0\\)\u003c/span\u003e where the gate is 0", "topic": "the gate at 1 and at 0"}, {"key": "0", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=lstm_nog:f}{f_{t}}\\)\u003c/span\u003e of this step", "topic": "time"}, {"key": "memory before", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=lstm_nog:c_prev}{c_{t-1}}\\)\u003c/span\u003e", "topic": "what it multiplies"}, {"key": "((\u0027carry\u0027, 0),)", "says": "nothing else", "topic": "what else it reaches"}, {"key": "(\u0027sigmoid\u0027, ((\u0027weights\u0027, c_prev), (\u0027weights\u0027, input), (\u0027weights\u0027, output before)))", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=lstm_nog:f}{f_{t}} = \\htmlData{sym=sigmoid}{\\sigma}\\left(\\htmlData{sym=lstm_nog:W_f}{W_{f}} \\, \\htmlData{sym=lstm_nog:x}{x_{t}} + \\htmlData{sym=lstm_nog:U_f}{U_{f}} \\, \\htmlData{sym=lstm_nog:h_prev}{h_{t-1}} + \\htmlData{sym=lstm_nog:p_f}{p_{f}} \\htmlData{sym=odot}{\\odot} \\htmlData{sym=lstm_nog:c_prev}{c_{t-1}} + \\htmlData{sym=lstm_nog:b_f}{b_{f}}\\right)\\)\u003c/span\u003e", "topic": "form"}, {"key": "True", "says": "with a bias", "topic": "bias"}, {"key": "Interval(low=0.0, high=1.0)", "says": "\u003cspan class=\"arithmatex\"\u003e\\((0, 1)\\)\u003c/span\u003e", "topic": "range"}]}, {"factor": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=lstm_nog:i}{i_{t}}\\)\u003c/span\u003e", "kind": "write", "properties": [{"key": "(1, 0)", "says": "\u003cspan class=\"arithmatex\"\u003e\\(1\\)\u003c/span\u003e where the gate is 1, \u003cspan class=\"arithmatex\"\u003e\\(0\\)\u003c/span\u003e where the gate is 0", "topic": "the gate at 1 and at 0"}, {"key": "0", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=lstm_nog:i}{i_{t}}\\)\u003c/span\u003e of this step", "topic": "time"}, {"key": "signal", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=lstm_nog:g}{g_{t}}\\)\u003c/span\u003e", "topic": "what it multiplies"}, {"key": "((\u0027write\u0027, 0),)", "says": "nothing else", "topic": "what else it reaches"}, {"key": "(\u0027sigmoid\u0027, ((\u0027weights\u0027, c_prev), (\u0027weights\u0027, input), (\u0027weights\u0027, output before)))", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=lstm_nog:i}{i_{t}} = \\htmlData{sym=sigmoid}{\\sigma}\\left(\\htmlData{sym=lstm_nog:W_i}{W_{i}} \\, \\htmlData{sym=lstm_nog:x}{x_{t}} + \\htmlData{sym=lstm_nog:U_i}{U_{i}} \\, \\htmlData{sym=lstm_nog:h_prev}{h_{t-1}} + \\htmlData{sym=lstm_nog:p_i}{p_{i}} \\htmlData{sym=odot}{\\odot} \\htmlData{sym=lstm_nog:c_prev}{c_{t-1}} + \\htmlData{sym=lstm_nog:b_i}{b_{i}}\\right)\\)\u003c/span\u003e", "topic": "form"}, {"key": "True", "says": "with a bias", "topic": "bias"}, {"key": "Interval(low=0.0, high=1.0)", "says": "\u003cspan class=\"arithmatex\"\u003e\\((0, 1)\\)\u003c/span\u003e", "topic": "range"}]}, {"factor": "\u003cspan class=\"arithmatex\"\u003e\\(1\\)\u003c/span\u003e", "kind": "read", "properties": []}, {"factor": "\u003cspan class=\"arithmatex\"\u003e\\(1\\)\u003c/span\u003e", "kind": "expose", "properties": []}], "title": "LSTM without output gate", "update": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=lstm_nog:c}{c_{t}} = \\htmlData{sym=lstm_nog:f}{f_{t}} \\htmlData{sym=odot}{\\odot} \\htmlData{sym=lstm_nog:c_prev}{c_{t-1}} + \\htmlData{sym=lstm_nog:i}{i_{t}} \\htmlData{sym=odot}{\\odot} \\htmlData{sym=lstm_nog:g}{g_{t}}\\)\u003c/span\u003e", "whole": [{"key": "(True, False)", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=lstm_nog:f}{f_{t}} + \\htmlData{sym=lstm_nog:i}{i_{t}}\\)\u003c/span\u003e is free", "topic": "coupling"}, {"key": "tanh(memory)", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=lstm_nog:h}{h_{t}}\\)\u003c/span\u003e, which is \u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=tanh}{\\tanh}\\left(\\htmlData{sym=lstm_nog:c}{c_{t}}\\right)\\)\u003c/span\u003e", "topic": "what the outside sees"}]},
  play: {
    title: "LSTM without output gate",
    knobs: [{"called": "forget gate", "high": 1.0, "latex": "\\htmlData{sym=lstm_nog:f}{f_{t}}", "low": 0.0, "name": "gate_f", "roles": ["carry"], "start": 0.9}, {"called": "input gate", "high": 1.0, "latex": "\\htmlData{sym=lstm_nog:i}{i_{t}}", "low": 0.0, "name": "gate_i", "roles": ["write"], "start": 0.5}, {"called": "previous memory", "high": 1.0, "latex": "", "low": -1.0, "name": "knob_memory", "roles": [], "start": 0.8}, {"called": "recurrent weights", "high": 2.0, "latex": "", "low": -2.0, "name": "knob_weight", "roles": [], "start": 1.0}, {"called": "input", "high": 2.0, "latex": "", "low": -2.0, "name": "knob_input", "roles": [], "start": 0.0}],
    begins: {
      "now_memory": (v) => v.knob_memory,
      "now_share": (v) => 1,
      "now_direct": (v) => 1,
      "now_whole": (v) => 1,
    },
    moves: {
      "now_memory": (v) => v.gate_f*v.now_memory + v.gate_i*Math.tanh(v.knob_input + v.knob_weight*Math.tanh(v.now_memory)),
      "now_share": (v) => v.gate_f*v.now_share,
      "now_direct": (v) => v.now_direct*Math.abs(v.gate_f),
      "now_whole": (v) => v.now_whole*Math.abs(v.gate_f*v.knob_weight*v.now_memory*(1 - v.gate_f)*(1 - Math.pow(Math.tanh(v.now_memory), 2)) + v.gate_f*v.knob_weight*v.now_memory*(1 - v.gate_f) + v.gate_f + v.gate_i*v.knob_weight*(1 - v.gate_i)*(1 - Math.pow(Math.tanh(v.now_memory), 2))*Math.tanh(v.knob_input + v.knob_weight*Math.tanh(v.now_memory)) + v.gate_i*v.knob_weight*(1 - v.gate_i)*Math.tanh(v.knob_input + v.knob_weight*Math.tanh(v.now_memory)) + v.gate_i*v.knob_weight*(1 - Math.pow(Math.tanh(v.now_memory), 2))*(1 - Math.pow(Math.tanh(v.knob_input + v.knob_weight*Math.tanh(v.now_memory)), 2))),
    },
    plots: [
      {
        key: "time",
        title: "LSTM without output gate: memory over time",
        over: "",
        places: [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 12.0, 13.0, 14.0, 15.0, 16.0, 17.0, 18.0, 19.0, 20.0, 21.0, 22.0, 23.0, 24.0, 25.0, 26.0, 27.0, 28.0, 29.0, 30.0, 31.0, 32.0, 33.0, 34.0, 35.0, 36.0, 37.0, 38.0, 39.0, 40.0, 41.0, 42.0, 43.0, 44.0, 45.0, 46.0, 47.0, 48.0, 49.0, 50.0],
        curves: [
          { label: "memory", at: (v) => v.now_memory },
          { label: "candidate", at: (v) => Math.tanh(v.knob_input + v.knob_weight*Math.tanh(v.now_memory)) },
        ],
        note: null,
      },
      {
        key: "sweep",
        title: "LSTM without output gate: forget gate",
        over: "gate_f",
        places: [0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.0],
        curves: [
          { label: "new memory", at: (v) => v.gate_f*v.now_memory + v.gate_i*Math.tanh(v.knob_input + v.knob_weight*Math.tanh(v.now_memory)) },
          { label: "carried", at: (v) => v.gate_f*v.now_memory },
          { label: "candidate", at: (v) => Math.tanh(v.knob_input + v.knob_weight*Math.tanh(v.now_memory)) },
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
