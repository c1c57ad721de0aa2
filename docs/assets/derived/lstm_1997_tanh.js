/* generated, do not edit: `python -m derive` writes it from derive/cells/lstm_hochreiter_1997.py by templates/derived.js.j2; sum 271278eff21baa62 */
(globalThis.derived ??= new Map()).set("lstm_1997_tanh", {
  facts: {"page": "cells/lstm_1997_tanh/", "roles": [{"factor": "\u003cspan class=\"arithmatex\"\u003e\\(1\\)\u003c/span\u003e", "kind": "carry", "properties": []}, {"factor": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=lstm_1997_tanh:i}{i_{t}}\\)\u003c/span\u003e", "kind": "write", "properties": [{"key": "(1, 0)", "says": "\u003cspan class=\"arithmatex\"\u003e\\(1\\)\u003c/span\u003e where the gate is 1, \u003cspan class=\"arithmatex\"\u003e\\(0\\)\u003c/span\u003e where the gate is 0", "topic": "the gate at 1 and at 0"}, {"key": "0", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=lstm_1997_tanh:i}{i_{t}}\\)\u003c/span\u003e of this step", "topic": "time"}, {"key": "signal", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=lstm_1997_tanh:g}{g_{t}}\\)\u003c/span\u003e", "topic": "what it multiplies"}, {"key": "((\u0027write\u0027, 0),)", "says": "nothing else", "topic": "what else it reaches"}, {"key": "(\u0027sigmoid\u0027, ((\u0027weights\u0027, input), (\u0027weights\u0027, output before)))", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=lstm_1997_tanh:i}{i_{t}} = \\htmlData{sym=sigmoid}{\\sigma}\\left(\\htmlData{sym=lstm_1997_tanh:W_i}{W_{i}} \\, \\htmlData{sym=lstm_1997_tanh:x}{x_{t}} + \\htmlData{sym=lstm_1997_tanh:U_i}{U_{i}} \\, \\htmlData{sym=lstm_1997_tanh:h_prev}{h_{t-1}} + \\htmlData{sym=lstm_1997_tanh:b_i}{b_{i}}\\right)\\)\u003c/span\u003e", "topic": "form"}, {"key": "True", "says": "with a bias", "topic": "bias"}, {"key": "Interval(low=0.0, high=1.0)", "says": "\u003cspan class=\"arithmatex\"\u003e\\((0, 1)\\)\u003c/span\u003e", "topic": "range"}]}, {"factor": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=lstm_1997_tanh:o_prev}{o_{t-1}}\\)\u003c/span\u003e", "kind": "read", "properties": [{"key": "(1, 0)", "says": "\u003cspan class=\"arithmatex\"\u003e\\(1\\)\u003c/span\u003e where the gate is 1, \u003cspan class=\"arithmatex\"\u003e\\(0\\)\u003c/span\u003e where the gate is 0", "topic": "the gate at 1 and at 0"}, {"key": "-1", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=lstm_1997_tanh:o_prev}{o_{t-1}}\\)\u003c/span\u003e of the step before", "topic": "time"}, {"key": "tanh(memory before)", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=tanh}{\\tanh}\\left(\\htmlData{sym=lstm_1997_tanh:c_prev}{c_{t-1}}\\right)\\)\u003c/span\u003e", "topic": "what it multiplies"}, {"key": "before the matrix", "says": "before the matrix", "topic": "place"}, {"key": "((\u0027expose\u0027, 0), (\u0027filter\u0027, -1), (\u0027read\u0027, -1))", "says": "it also exposes: \u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=lstm_1997_tanh:o}{o_{t}}\\)\u003c/span\u003e multiplies \u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=tanh}{\\tanh}\\left(\\htmlData{sym=lstm_1997_tanh:c}{c_{t}}\\right)\\)\u003c/span\u003e in \u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=lstm_1997_tanh:h}{h_{t}}\\)\u003c/span\u003e and filters what \u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=lstm_1997_tanh:i}{i_{t}}\\)\u003c/span\u003e and \u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=lstm_1997_tanh:o}{o_{t}}\\)\u003c/span\u003e see", "topic": "what else it reaches"}, {"key": "(\u0027sigmoid\u0027, ((\u0027weights\u0027, input), (\u0027weights\u0027, output before)))", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=lstm_1997_tanh:o}{o_{t}} = \\htmlData{sym=sigmoid}{\\sigma}\\left(\\htmlData{sym=lstm_1997_tanh:W_o}{W_{o}} \\, \\htmlData{sym=lstm_1997_tanh:x}{x_{t}} + \\htmlData{sym=lstm_1997_tanh:U_o}{U_{o}} \\, \\htmlData{sym=lstm_1997_tanh:h_prev}{h_{t-1}} + \\htmlData{sym=lstm_1997_tanh:b_o}{b_{o}}\\right)\\)\u003c/span\u003e", "topic": "form"}, {"key": "True", "says": "with a bias", "topic": "bias"}, {"key": "Interval(low=0.0, high=1.0)", "says": "\u003cspan class=\"arithmatex\"\u003e\\((0, 1)\\)\u003c/span\u003e", "topic": "range"}]}, {"factor": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=lstm_1997_tanh:o}{o_{t}}\\)\u003c/span\u003e", "kind": "expose", "properties": [{"key": "(1, 0)", "says": "\u003cspan class=\"arithmatex\"\u003e\\(1\\)\u003c/span\u003e where the gate is 1, \u003cspan class=\"arithmatex\"\u003e\\(0\\)\u003c/span\u003e where the gate is 0", "topic": "the gate at 1 and at 0"}, {"key": "0", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=lstm_1997_tanh:o}{o_{t}}\\)\u003c/span\u003e of this step", "topic": "time"}, {"key": "tanh(memory)", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=tanh}{\\tanh}\\left(\\htmlData{sym=lstm_1997_tanh:c}{c_{t}}\\right)\\)\u003c/span\u003e", "topic": "what it multiplies"}, {"key": "((\u0027expose\u0027, 0), (\u0027filter\u0027, -1), (\u0027read\u0027, -1))", "says": "it also reads: \u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=lstm_1997_tanh:o_prev}{o_{t-1}}\\)\u003c/span\u003e scales \u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=tanh}{\\tanh}\\left(\\htmlData{sym=lstm_1997_tanh:c_prev}{c_{t-1}}\\right)\\)\u003c/span\u003e before the matrix in the candidate \u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=lstm_1997_tanh:g}{g_{t}}\\)\u003c/span\u003e and filters what \u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=lstm_1997_tanh:i}{i_{t}}\\)\u003c/span\u003e and \u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=lstm_1997_tanh:o}{o_{t}}\\)\u003c/span\u003e see", "topic": "what else it reaches"}, {"key": "(\u0027sigmoid\u0027, ((\u0027weights\u0027, input), (\u0027weights\u0027, output before)))", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=lstm_1997_tanh:o}{o_{t}} = \\htmlData{sym=sigmoid}{\\sigma}\\left(\\htmlData{sym=lstm_1997_tanh:W_o}{W_{o}} \\, \\htmlData{sym=lstm_1997_tanh:x}{x_{t}} + \\htmlData{sym=lstm_1997_tanh:U_o}{U_{o}} \\, \\htmlData{sym=lstm_1997_tanh:h_prev}{h_{t-1}} + \\htmlData{sym=lstm_1997_tanh:b_o}{b_{o}}\\right)\\)\u003c/span\u003e", "topic": "form"}, {"key": "True", "says": "with a bias", "topic": "bias"}, {"key": "Interval(low=0.0, high=1.0)", "says": "\u003cspan class=\"arithmatex\"\u003e\\((0, 1)\\)\u003c/span\u003e", "topic": "range"}]}], "title": "LSTM of 1997 with tanh", "update": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=lstm_1997_tanh:c}{c_{t}} = \\htmlData{sym=lstm_1997_tanh:c_prev}{c_{t-1}} + \\htmlData{sym=lstm_1997_tanh:i}{i_{t}} \\htmlData{sym=odot}{\\odot} \\htmlData{sym=lstm_1997_tanh:g}{g_{t}}\\)\u003c/span\u003e", "whole": [{"key": "(True, False)", "says": "\u003cspan class=\"arithmatex\"\u003e\\(1 + \\htmlData{sym=lstm_1997_tanh:i}{i_{t}}\\)\u003c/span\u003e is free", "topic": "coupling"}, {"key": "signal*tanh(memory)", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=lstm_1997_tanh:h}{h_{t}}\\)\u003c/span\u003e, which is \u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=lstm_1997_tanh:o}{o_{t}} \\htmlData{sym=odot}{\\odot} \\htmlData{sym=tanh}{\\tanh}\\left(\\htmlData{sym=lstm_1997_tanh:c}{c_{t}}\\right)\\)\u003c/span\u003e", "topic": "what the outside sees"}]},
  play: {
    title: "LSTM of 1997 with tanh",
    knobs: [{"called": "input gate", "high": 1.0, "latex": "\\htmlData{sym=lstm_1997_tanh:i}{i_{t}}", "low": 0.0, "name": "gate_i", "roles": ["write"], "start": 0.5}, {"called": "output gate", "high": 1.0, "latex": "\\htmlData{sym=lstm_1997_tanh:o}{o_{t}}", "low": 0.0, "name": "gate_o", "roles": ["expose", "filter", "read"], "start": 0.5}, {"called": "previous memory", "high": 1.0, "latex": "", "low": -1.0, "name": "knob_memory", "roles": [], "start": 0.8}, {"called": "recurrent weights", "high": 2.0, "latex": "", "low": -2.0, "name": "knob_weight", "roles": [], "start": 1.0}, {"called": "input", "high": 2.0, "latex": "", "low": -2.0, "name": "knob_input", "roles": [], "start": 0.0}],
    begins: {
      "now_memory": (v) => v.knob_memory,
      "now_share": (v) => 1,
      "now_direct": (v) => 1,
      "now_whole": (v) => 1,
    },
    moves: {
      "now_memory": (v) => v.gate_i*Math.tanh(v.gate_o*v.knob_weight*Math.tanh(v.now_memory) + v.knob_input) + v.now_memory,
      "now_share": (v) => v.now_share,
      "now_direct": (v) => v.now_direct,
      "now_whole": (v) => v.now_whole*Math.abs(v.gate_i*v.gate_o*v.knob_weight*(1 - v.gate_i)*(1 - Math.pow(Math.tanh(v.now_memory), 2))*Math.tanh(v.gate_o*v.knob_weight*Math.tanh(v.now_memory) + v.knob_input) + v.gate_i*v.gate_o*v.knob_weight*(1 - Math.pow(Math.tanh(v.now_memory), 2))*(1 - Math.pow(Math.tanh(v.gate_o*v.knob_weight*Math.tanh(v.now_memory) + v.knob_input), 2)) + 1),
    },
    plots: [
      {
        key: "time",
        title: "LSTM of 1997 with tanh: memory over time",
        over: "",
        places: [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 12.0, 13.0, 14.0, 15.0, 16.0, 17.0, 18.0, 19.0, 20.0, 21.0, 22.0, 23.0, 24.0, 25.0, 26.0, 27.0, 28.0, 29.0, 30.0, 31.0, 32.0, 33.0, 34.0, 35.0, 36.0, 37.0, 38.0, 39.0, 40.0, 41.0, 42.0, 43.0, 44.0, 45.0, 46.0, 47.0, 48.0, 49.0, 50.0],
        curves: [
          { label: "memory", at: (v) => v.now_memory },
          { label: "candidate", at: (v) => Math.tanh(v.gate_o*v.knob_weight*Math.tanh(v.now_memory) + v.knob_input) },
        ],
        note: null,
      },
      {
        key: "sweep",
        title: "LSTM of 1997 with tanh: input gate",
        over: "gate_i",
        places: [0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.0],
        curves: [
          { label: "new memory", at: (v) => v.gate_i*Math.tanh(v.gate_o*v.knob_weight*Math.tanh(v.now_memory) + v.knob_input) + v.now_memory },
          { label: "carried", at: (v) => v.now_memory },
          { label: "candidate", at: (v) => Math.tanh(v.gate_o*v.knob_weight*Math.tanh(v.now_memory) + v.knob_input) },
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
        note: null,
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
