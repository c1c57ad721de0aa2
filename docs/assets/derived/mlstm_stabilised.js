/* generated, do not edit: `python -m derive` writes it from derive/cells/mlstm_beck_2024.py by templates/derived.js.j2; sum 48c85195e97fe467 */
(globalThis.derived ??= new Map()).set("mlstm_stabilised", {
  facts: {"page": "cells/mlstm_stabilised/", "roles": [{"factor": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=mlstm_stabilised:f}{f_{t}}\\)\u003c/span\u003e", "kind": "carry", "properties": [{"key": "0", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=mlstm_stabilised:f}{f_{t}}\\)\u003c/span\u003e of this step", "topic": "time"}, {"key": "memory before", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=mlstm_stabilised:C_prev}{C_{t-1}}\\)\u003c/span\u003e", "topic": "what it multiplies"}, {"key": "((\u0027carry\u0027, 0),)", "says": "it also carries the memory: \u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=mlstm_stabilised:f}{f_{t}}\\)\u003c/span\u003e multiplies \u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=mlstm_stabilised:n_prev}{n_{t-1}}\\)\u003c/span\u003e", "topic": "what else it reaches"}, {"key": "(\u0027exp\u0027, ((\u0027bare\u0027, -maximum(b_i + Inner(input, w_i), m_prev - val_softplus_m1_times_f_tilde)), (\u0027bare\u0027, -val_softplus_m1_times_f_tilde), (\u0027bare\u0027, m_prev)))", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=mlstm_stabilised:f}{f_{t}} = \\htmlData{sym=exp}{\\exp}\\left(\\htmlData{sym=mlstm_stabilised:l_f}{l_{f,t}} + \\htmlData{sym=mlstm_stabilised:m_prev}{m_{t-1}} - \\htmlData{sym=mlstm_stabilised:m_new}{m_{\\mathrm{new},t}}\\right)\\)\u003c/span\u003e", "topic": "form"}, {"key": "False", "says": "without a bias", "topic": "bias"}, {"key": "Interval(low=0.0, high=inf)", "says": "\u003cspan class=\"arithmatex\"\u003e\\((0, \\infty)\\)\u003c/span\u003e", "topic": "range"}]}, {"factor": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=mlstm_stabilised:i}{i_{t}}\\)\u003c/span\u003e", "kind": "write", "properties": [{"key": "0", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=mlstm_stabilised:i}{i_{t}}\\)\u003c/span\u003e of this step", "topic": "time"}, {"key": "signal*Column(signal)", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=mlstm_stabilised:v}{v_{t}} \\, \\htmlData{sym=mlstm_stabilised:k}{k_{t}^{\\htmlData{sym=top}{\\top}}}\\)\u003c/span\u003e", "topic": "what it multiplies"}, {"key": "((\u0027write\u0027, 0),)", "says": "it also writes: \u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=mlstm_stabilised:i}{i_{t}}\\)\u003c/span\u003e multiplies the candidate \u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=mlstm_stabilised:k}{k_{t}}\\)\u003c/span\u003e", "topic": "what else it reaches"}, {"key": "(\u0027exp\u0027, ((\u0027bare\u0027, -maximum(b_i + Inner(input, w_i), m_prev - val_softplus_m1_times_f_tilde)), (\u0027bare\u0027, Inner(input, w_i))))", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=mlstm_stabilised:i}{i_{t}} = \\htmlData{sym=exp}{\\exp}\\left(\\htmlData{sym=mlstm_stabilised:i_tilde}{\\tilde{i}_{t}} - \\htmlData{sym=mlstm_stabilised:m_new}{m_{\\mathrm{new},t}}\\right)\\)\u003c/span\u003e", "topic": "form"}, {"key": "True", "says": "with a bias", "topic": "bias"}, {"key": "Interval(low=0.0, high=inf)", "says": "\u003cspan class=\"arithmatex\"\u003e\\((0, \\infty)\\)\u003c/span\u003e", "topic": "range"}]}, {"factor": "\u003cspan class=\"arithmatex\"\u003e\\(0\\)\u003c/span\u003e", "kind": "read", "properties": []}, {"factor": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=mlstm_stabilised:o}{o_{t}}\\)\u003c/span\u003e", "kind": "expose", "properties": [{"key": "(1, 0)", "says": "\u003cspan class=\"arithmatex\"\u003e\\(1\\)\u003c/span\u003e where the gate is 1, \u003cspan class=\"arithmatex\"\u003e\\(0\\)\u003c/span\u003e where the gate is 0", "topic": "the gate at 1 and at 0"}, {"key": "0", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=mlstm_stabilised:o}{o_{t}}\\)\u003c/span\u003e of this step", "topic": "time"}, {"key": "Dot(U, signal)/maximum(abs(Inner(memory, signal)), exp(-memory))", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\frac{1}{\\htmlData{sym=max}{\\max}\\left(\\htmlData{sym=abs}{\\operatorname{abs}}\\left(\\htmlData{sym=mlstm_stabilised:n}{n_{t}^{\\htmlData{sym=top}{\\top}}} \\, \\htmlData{sym=mlstm_stabilised:q}{q_{t}}\\right), \\htmlData{sym=exp}{\\exp}\\left(-\\htmlData{sym=mlstm_stabilised:m}{m_{t}}\\right)\\right)} \\, \\htmlData{sym=mlstm_stabilised:C}{C_{t}} \\, \\htmlData{sym=mlstm_stabilised:q}{q_{t}}\\)\u003c/span\u003e", "topic": "what it multiplies"}, {"key": "((\u0027expose\u0027, 0),)", "says": "nothing else", "topic": "what else it reaches"}, {"key": "(\u0027sigmoid\u0027, ((\u0027weights\u0027, input),))", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=mlstm_stabilised:o}{o_{t}} = \\htmlData{sym=sigmoid}{\\sigma}\\left(\\htmlData{sym=mlstm_stabilised:W_o}{W_{o}} \\, \\htmlData{sym=mlstm_stabilised:x}{x_{t}} + \\htmlData{sym=mlstm_stabilised:b_o}{b_{o}}\\right)\\)\u003c/span\u003e", "topic": "form"}, {"key": "True", "says": "with a bias", "topic": "bias"}, {"key": "Interval(low=0.0, high=1.0)", "says": "\u003cspan class=\"arithmatex\"\u003e\\((0, 1)\\)\u003c/span\u003e", "topic": "range"}]}], "title": "mLSTM, stabilised", "update": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=mlstm_stabilised:C}{C_{t}} = \\htmlData{sym=mlstm_stabilised:f}{f_{t}} \\htmlData{sym=odot}{\\odot} \\htmlData{sym=mlstm_stabilised:C_prev}{C_{t-1}} + \\htmlData{sym=mlstm_stabilised:i}{i_{t}} \\htmlData{sym=odot}{\\odot} \\htmlData{sym=mlstm_stabilised:v}{v_{t}} \\, \\htmlData{sym=mlstm_stabilised:k}{k_{t}^{\\htmlData{sym=top}{\\top}}}\\)\u003c/span\u003e", "whole": [{"key": "(True, False)", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=mlstm_stabilised:f}{f_{t}} + \\htmlData{sym=mlstm_stabilised:i}{i_{t}}\\)\u003c/span\u003e is free", "topic": "coupling"}, {"key": "signal*Dot(U, signal)/maximum(abs(Inner(memory, signal)), exp(-memory))", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=mlstm_stabilised:h}{h_{t}}\\)\u003c/span\u003e, which is \u003cspan class=\"arithmatex\"\u003e\\(\\frac{1}{\\htmlData{sym=max}{\\max}\\left(\\htmlData{sym=abs}{\\operatorname{abs}}\\left(\\htmlData{sym=mlstm_stabilised:n}{n_{t}^{\\htmlData{sym=top}{\\top}}} \\, \\htmlData{sym=mlstm_stabilised:q}{q_{t}}\\right), \\htmlData{sym=exp}{\\exp}\\left(-\\htmlData{sym=mlstm_stabilised:m}{m_{t}}\\right)\\right)} \\, \\htmlData{sym=mlstm_stabilised:o}{o_{t}} \\htmlData{sym=odot}{\\odot} \\htmlData{sym=mlstm_stabilised:C}{C_{t}} \\, \\htmlData{sym=mlstm_stabilised:q}{q_{t}}\\)\u003c/span\u003e", "topic": "what the outside sees"}]},
  play: {
    title: "mLSTM, stabilised",
    knobs: [{"called": "stabilised input gate", "high": 2.0, "latex": "\\htmlData{sym=mlstm_stabilised:i}{i_{t}}", "low": 0.0, "name": "gate_i", "roles": ["write"], "start": 1.0}, {"called": "stabilised forget gate", "high": 2.0, "latex": "\\htmlData{sym=mlstm_stabilised:f}{f_{t}}", "low": 0.0, "name": "gate_f", "roles": ["carry"], "start": 1.0}, {"called": "previous memory", "high": 1.0, "latex": "", "low": -1.0, "name": "knob_memory", "roles": [], "start": 0.8}, {"called": "recurrent weights", "high": 2.0, "latex": "", "low": -2.0, "name": "knob_weight", "roles": [], "start": 1.0}, {"called": "input", "high": 2.0, "latex": "", "low": -2.0, "name": "knob_input", "roles": [], "start": 0.0}],
    begins: {
      "now_memory": (v) => v.knob_memory,
      "now_share": (v) => 1,
    },
    moves: {
      "now_memory": (v) => v.gate_f*v.now_memory + v.gate_i*Math.pow(v.knob_input, 2),
      "now_share": (v) => v.gate_f*v.now_share,
    },
    plots: [
      {
        key: "time",
        title: "mLSTM, stabilised: memory over time",
        over: "",
        places: [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 12.0, 13.0, 14.0, 15.0, 16.0, 17.0, 18.0, 19.0, 20.0, 21.0, 22.0, 23.0, 24.0, 25.0, 26.0, 27.0, 28.0, 29.0, 30.0, 31.0, 32.0, 33.0, 34.0, 35.0, 36.0, 37.0, 38.0, 39.0, 40.0, 41.0, 42.0, 43.0, 44.0, 45.0, 46.0, 47.0, 48.0, 49.0, 50.0],
        curves: [
          { label: "memory", at: (v) => v.now_memory },
          { label: "candidate", at: (v) => Math.pow(v.knob_input, 2) },
        ],
        note: null,
      },
      {
        key: "sweep",
        title: "mLSTM, stabilised: stabilised forget gate",
        over: "gate_f",
        places: [0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.0],
        curves: [
          { label: "new memory", at: (v) => v.gate_f*v.now_memory + v.gate_i*Math.pow(v.knob_input, 2) },
          { label: "carried", at: (v) => v.gate_f*v.now_memory },
          { label: "candidate", at: (v) => Math.pow(v.knob_input, 2) },
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
    ],
  },
});
