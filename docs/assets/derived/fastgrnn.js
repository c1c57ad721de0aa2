/* generated, do not edit: `python -m derive` writes it from derive/cells/fastgrnn_kusupati_2018.py by templates/derived.js.j2; sum 1c2fd8cc35df7cb0 */
(globalThis.derived ??= new Map()).set("fastgrnn", {
  symbols: {"fastgrnn:b_z": ["b_{z}", "bias of the gate", "\\mathbb{R}^{n}", "fastgrnn:b_z", "cells/fastgrnn/#symbol-b_z", ""], "fastgrnn:h": ["h_{t}", "hidden state", "\\mathbb{R}^{n}", "fastgrnn:h", "cells/fastgrnn/#eq-h", "h = (zeta * (1 - z) + nu) * h_tilde + z * h"], "fastgrnn:h_prev": ["h_{t-1}", "hidden state, one step before", "\\mathbb{R}^{n}", "fastgrnn:h", "cells/fastgrnn/#eq-h", "h = (zeta * (1 - z) + nu) * h_tilde + z * h"], "fastgrnn:h_tilde": ["\\tilde{h}_{t}", "candidate", "\\mathbb{R}^{n}", "fastgrnn:h_tilde", "cells/fastgrnn/#eq-h_tilde", "h_tilde = tanh(k + b_h)"], "fastgrnn:k": ["k_{t}", "shared products", "\\mathbb{R}^{n}", "fastgrnn:k", "cells/fastgrnn/#eq-k", "k = W @ x + U @ h"], "fastgrnn:nu": ["\\nu", "weight of the candidate everywhere", "\\mathbb{R}", "fastgrnn:nu", "cells/fastgrnn/#symbol-nu", ""], "fastgrnn:z": ["z_{t}", "gate", "\\mathbb{R}^{n}", "fastgrnn:z", "cells/fastgrnn/#eq-z", "z = sigmoid(k + b_z)"], "fastgrnn:zeta": ["\\zeta", "weight of the candidate where the gate is shut", "\\mathbb{R}", "fastgrnn:zeta", "cells/fastgrnn/#symbol-zeta", ""], "odot": ["\\odot", "the product entry by entry", "", "odot", "", ""], "sigmoid": ["\\sigma", "sigmoid, entry by entry: $\\sigma\\left(u\\right) = \\frac{1}{1 + e^{- u}}$", "", "sigmoid", "", ""]},
  facts: {"page": "cells/fastgrnn/", "roles": [{"factor": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=fastgrnn:z}{z_{t}}\\)\u003c/span\u003e", "kind": "carry", "properties": [{"key": "(1, 0)", "says": "\u003cspan class=\"arithmatex\"\u003e\\(1\\)\u003c/span\u003e where the gate is 1, \u003cspan class=\"arithmatex\"\u003e\\(0\\)\u003c/span\u003e where the gate is 0", "topic": "the gate at 1 and at 0"}, {"key": "0", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=fastgrnn:z}{z_{t}}\\)\u003c/span\u003e of this step", "topic": "time"}, {"key": "memory before", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=fastgrnn:h_prev}{h_{t-1}}\\)\u003c/span\u003e", "topic": "what it multiplies"}, {"key": "((\u0027carry\u0027, 0), (\u0027write\u0027, 0))", "says": "it also writes: \u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=fastgrnn:nu}{\\nu} + \\htmlData{sym=fastgrnn:zeta}{\\zeta} \\, \\left(1 - \\htmlData{sym=fastgrnn:z}{z_{t}}\\right)\\)\u003c/span\u003e multiplies the candidate \u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=fastgrnn:h_tilde}{\\tilde{h}_{t}}\\)\u003c/span\u003e", "topic": "what else it reaches"}, {"key": "(\u0027sigmoid\u0027, ((\u0027bare\u0027, k),))", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=fastgrnn:z}{z_{t}} = \\htmlData{sym=sigmoid}{\\sigma}\\left(\\htmlData{sym=fastgrnn:k}{k_{t}} + \\htmlData{sym=fastgrnn:b_z}{b_{z}}\\right)\\)\u003c/span\u003e", "topic": "form"}, {"key": "True", "says": "with a bias", "topic": "bias"}, {"key": "Interval(low=0.0, high=1.0)", "says": "\u003cspan class=\"arithmatex\"\u003e\\((0, 1)\\)\u003c/span\u003e", "topic": "range"}]}, {"factor": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=fastgrnn:nu}{\\nu} + \\htmlData{sym=fastgrnn:zeta}{\\zeta} \\, \\left(1 - \\htmlData{sym=fastgrnn:z}{z_{t}}\\right)\\)\u003c/span\u003e", "kind": "write", "properties": [{"key": "(nu, nu + zeta)", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=fastgrnn:nu}{\\nu}\\)\u003c/span\u003e where the gate is 1, \u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=fastgrnn:nu}{\\nu} + \\htmlData{sym=fastgrnn:zeta}{\\zeta}\\)\u003c/span\u003e where the gate is 0", "topic": "the gate at 1 and at 0"}, {"key": "0", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=fastgrnn:z}{z_{t}}\\)\u003c/span\u003e of this step", "topic": "time"}, {"key": "signal", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=fastgrnn:h_tilde}{\\tilde{h}_{t}}\\)\u003c/span\u003e", "topic": "what it multiplies"}, {"key": "((\u0027carry\u0027, 0), (\u0027write\u0027, 0))", "says": "it also carries the memory: \u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=fastgrnn:z}{z_{t}}\\)\u003c/span\u003e multiplies \u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=fastgrnn:h_prev}{h_{t-1}}\\)\u003c/span\u003e", "topic": "what else it reaches"}, {"key": "(\u0027sigmoid\u0027, ((\u0027bare\u0027, k),))", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=fastgrnn:z}{z_{t}} = \\htmlData{sym=sigmoid}{\\sigma}\\left(\\htmlData{sym=fastgrnn:k}{k_{t}} + \\htmlData{sym=fastgrnn:b_z}{b_{z}}\\right)\\)\u003c/span\u003e", "topic": "form"}, {"key": "True", "says": "with a bias", "topic": "bias"}, {"key": "Interval(low=0.0, high=1.0)", "says": "\u003cspan class=\"arithmatex\"\u003e\\((0, 1)\\)\u003c/span\u003e", "topic": "range"}]}, {"factor": "\u003cspan class=\"arithmatex\"\u003e\\(0\\)\u003c/span\u003e", "kind": "read", "properties": []}, {"factor": "\u003cspan class=\"arithmatex\"\u003e\\(1\\)\u003c/span\u003e", "kind": "expose", "properties": []}], "title": "FastGRNN", "update": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=fastgrnn:h}{h_{t}} = \\htmlData{sym=fastgrnn:z}{z_{t}} \\htmlData{sym=odot}{\\odot} \\htmlData{sym=fastgrnn:h_prev}{h_{t-1}} + \\left(\\htmlData{sym=fastgrnn:nu}{\\nu} + \\htmlData{sym=fastgrnn:zeta}{\\zeta} \\, \\left(1 - \\htmlData{sym=fastgrnn:z}{z_{t}}\\right)\\right) \\htmlData{sym=odot}{\\odot} \\htmlData{sym=fastgrnn:h_tilde}{\\tilde{h}_{t}}\\)\u003c/span\u003e", "whole": [{"key": "(True, False)", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=fastgrnn:nu}{\\nu} + \\htmlData{sym=fastgrnn:z}{z_{t}} + \\htmlData{sym=fastgrnn:zeta}{\\zeta} \\, \\left(1 - \\htmlData{sym=fastgrnn:z}{z_{t}}\\right)\\)\u003c/span\u003e is free", "topic": "coupling"}, {"key": "None", "says": "the memory \u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=fastgrnn:h}{h_{t}}\\)\u003c/span\u003e itself", "topic": "what the outside sees"}]},
  play: {
    title: "FastGRNN",
    knobs: [{"called": "gate", "high": 1.0, "latex": "\\htmlData{sym=fastgrnn:z}{z_{t}}", "low": 0.0, "name": "gate_z", "roles": ["carry", "write"], "start": 0.9}, {"called": "previous memory", "high": 1.0, "latex": "", "low": -1.0, "name": "knob_memory", "roles": [], "start": 0.8}, {"called": "recurrent weights", "high": 2.0, "latex": "", "low": -2.0, "name": "knob_weight", "roles": [], "start": 1.0}, {"called": "input", "high": 2.0, "latex": "", "low": -2.0, "name": "knob_input", "roles": [], "start": 0.0}],
    begins: {
      "now_memory": (v) => v.knob_memory,
      "now_share": (v) => 1,
      "now_direct": (v) => 1,
      "now_whole": (v) => 1,
    },
    moves: {
      "now_memory": (v) => v.gate_z*v.now_memory + (2 - v.gate_z)*Math.tanh(v.knob_input + v.knob_weight*v.now_memory),
      "now_share": (v) => v.gate_z*v.now_share,
      "now_direct": (v) => v.now_direct*Math.abs(v.gate_z),
      "now_whole": (v) => v.now_whole*Math.abs(v.gate_z + v.knob_weight*(v.gate_z*v.now_memory*(1 - v.gate_z) - v.gate_z*(1 - v.gate_z)*Math.tanh(v.knob_input + v.knob_weight*v.now_memory) + (1 - Math.pow(Math.tanh(v.knob_input + v.knob_weight*v.now_memory), 2))*(2 - v.gate_z))),
    },
    plots: [
      {
        key: "time",
        title: "FastGRNN: memory over time",
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
        title: "FastGRNN: gate",
        over: "gate_z",
        places: [0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.0],
        curves: [
          { label: "new memory", at: (v) => v.gate_z*v.now_memory + (2 - v.gate_z)*Math.tanh(v.knob_input + v.knob_weight*v.now_memory) },
          { label: "carried", at: (v) => v.gate_z*v.now_memory },
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
