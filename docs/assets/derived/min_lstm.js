/* generated, do not edit: `python -m derive` writes it from derive/cells/min_lstm_feng_2024.py by templates/derived.js.j2; sum 46966e00652e0d3b */
(globalThis.derived ??= new Map()).set("min_lstm", {
  symbols: {"min_lstm:f": ["f_{t}", "forget gate", "\\mathbb{R}^{n}", "min_lstm:f", "cells/min_lstm/#eq-f", "f = sigmoid(W_f @ x)"], "min_lstm:h": ["h_{t}", "hidden state", "\\mathbb{R}^{n}", "min_lstm:h", "cells/min_lstm/#eq-h", "h = f_hat * h + i_hat * h_tilde"], "min_lstm:h_prev": ["h_{t-1}", "hidden state, one step before", "\\mathbb{R}^{n}", "min_lstm:h", "cells/min_lstm/#eq-h", "h = f_hat * h + i_hat * h_tilde"], "min_lstm:h_tilde": ["\\tilde{h}_{t}", "candidate", "\\mathbb{R}^{n}", "min_lstm:h_tilde", "cells/min_lstm/#eq-h_tilde", "h_tilde = W_h @ x"], "min_lstm:i": ["i_{t}", "input gate", "\\mathbb{R}^{n}", "min_lstm:i", "cells/min_lstm/#eq-i", "i = sigmoid(W_i @ x)"], "odot": ["\\odot", "the product entry by entry", "", "odot", "", ""]},
  facts: {"page": "cells/min_lstm/", "roles": [{"factor": "\u003cspan class=\"arithmatex\"\u003e\\(\\frac{\\htmlData{sym=min_lstm:f}{f_{t}}}{\\htmlData{sym=min_lstm:f}{f_{t}} + \\htmlData{sym=min_lstm:i}{i_{t}}}\\)\u003c/span\u003e", "kind": "carry", "properties": []}, {"factor": "\u003cspan class=\"arithmatex\"\u003e\\(\\frac{\\htmlData{sym=min_lstm:i}{i_{t}}}{\\htmlData{sym=min_lstm:f}{f_{t}} + \\htmlData{sym=min_lstm:i}{i_{t}}}\\)\u003c/span\u003e", "kind": "write", "properties": []}, {"factor": "\u003cspan class=\"arithmatex\"\u003e\\(0\\)\u003c/span\u003e", "kind": "read", "properties": []}, {"factor": "\u003cspan class=\"arithmatex\"\u003e\\(1\\)\u003c/span\u003e", "kind": "expose", "properties": []}], "title": "minLSTM", "update": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=min_lstm:h}{h_{t}} = \\frac{\\htmlData{sym=min_lstm:f}{f_{t}}}{\\htmlData{sym=min_lstm:f}{f_{t}} + \\htmlData{sym=min_lstm:i}{i_{t}}} \\htmlData{sym=odot}{\\odot} \\htmlData{sym=min_lstm:h_prev}{h_{t-1}} + \\frac{\\htmlData{sym=min_lstm:i}{i_{t}}}{\\htmlData{sym=min_lstm:f}{f_{t}} + \\htmlData{sym=min_lstm:i}{i_{t}}} \\htmlData{sym=odot}{\\odot} \\htmlData{sym=min_lstm:h_tilde}{\\tilde{h}_{t}}\\)\u003c/span\u003e", "whole": [{"key": "(True, True)", "says": "carry and write are shares of one", "topic": "coupling"}, {"key": "None", "says": "the memory \u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=min_lstm:h}{h_{t}}\\)\u003c/span\u003e itself", "topic": "what the outside sees"}]},
  play: {
    title: "minLSTM",
    knobs: [{"called": "forget gate", "high": 1.0, "latex": "\\htmlData{sym=min_lstm:f}{f_{t}}", "low": 0.0, "name": "gate_f", "roles": ["carry", "write"], "start": 0.9}, {"called": "input gate", "high": 1.0, "latex": "\\htmlData{sym=min_lstm:i}{i_{t}}", "low": 0.0, "name": "gate_i", "roles": ["carry", "write"], "start": 0.1}, {"called": "previous memory", "high": 1.0, "latex": "", "low": -1.0, "name": "knob_memory", "roles": [], "start": 0.8}, {"called": "recurrent weights", "high": 2.0, "latex": "", "low": -2.0, "name": "knob_weight", "roles": [], "start": 1.0}, {"called": "input", "high": 2.0, "latex": "", "low": -2.0, "name": "knob_input", "roles": [], "start": 0.0}],
    begins: {
      "now_memory": (v) => v.knob_memory,
      "now_share": (v) => 1,
      "now_direct": (v) => 1,
      "now_whole": (v) => 1,
    },
    moves: {
      "now_memory": (v) => v.gate_f*v.now_memory/(v.gate_f + v.gate_i) + v.gate_i*v.knob_input/(v.gate_f + v.gate_i),
      "now_share": (v) => v.gate_f*v.now_share/(v.gate_f + v.gate_i),
      "now_direct": (v) => v.now_direct*Math.abs(v.gate_f/(v.gate_f + v.gate_i)),
      "now_whole": (v) => v.now_whole*Math.abs(v.gate_f/(v.gate_f + v.gate_i)),
    },
    plots: [
      {
        key: "time",
        title: "minLSTM: memory over time",
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
        title: "minLSTM: forget gate",
        over: "gate_f",
        places: [0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.0],
        curves: [
          { label: "new memory", at: (v) => v.gate_f*v.now_memory/(v.gate_f + v.gate_i) + v.gate_i*v.knob_input/(v.gate_f + v.gate_i) },
          { label: "carried", at: (v) => v.gate_f*v.now_memory/(v.gate_f + v.gate_i) },
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
        note: { words: "Steps until half of it is left: {}.", at: (v) => -Math.log(2)/Math.log(v.gate_f/(v.gate_f + v.gate_i)) },
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
