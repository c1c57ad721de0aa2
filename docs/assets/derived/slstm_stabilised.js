/* generated, do not edit: `python -m derive` writes it from derive/cells/slstm_beck_2024.py by templates/derived.js.j2; sum 771ab188da7a134a */
(globalThis.derived ??= new Map()).set("slstm_stabilised", {
  facts: {"page": "cells/slstm_stabilised/", "roles": [{"factor": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=slstm_stabilised:f}{f_{t}}\\)\u003c/span\u003e", "kind": "carry", "properties": [{"key": "0", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=slstm_stabilised:f}{f_{t}}\\)\u003c/span\u003e of this step", "topic": "time"}, {"key": "memory before", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=slstm_stabilised:c_prev}{c_{t-1}}\\)\u003c/span\u003e", "topic": "what it multiplies"}, {"key": "((\u0027carry\u0027, 0),)", "says": "it also carries the memory: \u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=slstm_stabilised:f}{f_{t}}\\)\u003c/span\u003e multiplies \u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=slstm_stabilised:n_prev}{n_{t-1}}\\)\u003c/span\u003e", "topic": "what else it reaches"}, {"key": "(\u0027exp\u0027, ((\u0027bare\u0027, -maximum(i_tilde, m_prev + val_log_f_tilde)), (\u0027bare\u0027, m_prev), (\u0027bare\u0027, val_log_f_tilde)))", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=slstm_stabilised:f}{f_{t}} = \\htmlData{sym=exp}{\\exp}\\left(\\htmlData{sym=log}{\\log}\\left(\\htmlData{sym=slstm_stabilised:f_tilde}{\\tilde{f}_{t}}\\right) + \\htmlData{sym=slstm_stabilised:m_prev}{m_{t-1}} - \\htmlData{sym=slstm_stabilised:m_new}{m_{\\mathrm{new},t}}\\right)\\)\u003c/span\u003e", "topic": "form"}, {"key": "False", "says": "without a bias", "topic": "bias"}, {"key": "Interval(low=0.0, high=inf)", "says": "\u003cspan class=\"arithmatex\"\u003e\\((0, \\infty)\\)\u003c/span\u003e", "topic": "range"}]}, {"factor": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=slstm_stabilised:i}{i_{t}}\\)\u003c/span\u003e", "kind": "write", "properties": [{"key": "0", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=slstm_stabilised:i}{i_{t}}\\)\u003c/span\u003e of this step", "topic": "time"}, {"key": "signal", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=slstm_stabilised:z}{z_{t}}\\)\u003c/span\u003e", "topic": "what it multiplies"}, {"key": "((\u0027candidate\u0027, 0), (\u0027write\u0027, 0))", "says": "it also is the candidate for \u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=slstm_stabilised:n}{n_{t}}\\)\u003c/span\u003e", "topic": "what else it reaches"}, {"key": "(\u0027exp\u0027, ((\u0027bare\u0027, -maximum(i_tilde, m_prev + val_log_f_tilde)), (\u0027bare\u0027, i_tilde)))", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=slstm_stabilised:i}{i_{t}} = \\htmlData{sym=exp}{\\exp}\\left(\\htmlData{sym=slstm_stabilised:i_tilde}{\\tilde{i}_{t}} - \\htmlData{sym=slstm_stabilised:m_new}{m_{\\mathrm{new},t}}\\right)\\)\u003c/span\u003e", "topic": "form"}, {"key": "False", "says": "without a bias", "topic": "bias"}, {"key": "Interval(low=0.0, high=inf)", "says": "\u003cspan class=\"arithmatex\"\u003e\\((0, \\infty)\\)\u003c/span\u003e", "topic": "range"}]}, {"factor": "\u003cspan class=\"arithmatex\"\u003e\\(\\frac{\\htmlData{sym=slstm_stabilised:o_prev}{o_{t-1}}}{\\htmlData{sym=slstm_stabilised:n_prev}{n_{t-1}}}\\)\u003c/span\u003e", "kind": "read", "properties": [{"key": "(1/n_prev, 0)", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\frac{1}{\\htmlData{sym=slstm_stabilised:n_prev}{n_{t-1}}}\\)\u003c/span\u003e where the gate is 1, \u003cspan class=\"arithmatex\"\u003e\\(0\\)\u003c/span\u003e where the gate is 0", "topic": "the gate at 1 and at 0"}, {"key": "-1", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=slstm_stabilised:o_prev}{o_{t-1}}\\)\u003c/span\u003e of the step before", "topic": "time"}, {"key": "memory before", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=slstm_stabilised:c_prev}{c_{t-1}}\\)\u003c/span\u003e", "topic": "what it multiplies"}, {"key": "before the matrix", "says": "before the matrix", "topic": "place"}, {"key": "((\u0027expose\u0027, 0), (\u0027filter\u0027, -1), (\u0027read\u0027, -1))", "says": "it also exposes: \u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=slstm_stabilised:o}{o_{t}}\\)\u003c/span\u003e multiplies \u003cspan class=\"arithmatex\"\u003e\\(\\frac{\\htmlData{sym=slstm_stabilised:c}{c_{t}}}{\\htmlData{sym=slstm_stabilised:n}{n_{t}}}\\)\u003c/span\u003e in \u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=slstm_stabilised:h}{h_{t}}\\)\u003c/span\u003e, reads: \u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=slstm_stabilised:c_prev}{c_{t-1}} \\htmlData{sym=odot}{\\odot} \\htmlData{sym=slstm_stabilised:o_prev}{o_{t-1}}\\)\u003c/span\u003e scales \u003cspan class=\"arithmatex\"\u003e\\(\\frac{1}{\\htmlData{sym=slstm_stabilised:n_prev}{n_{t-1}}}\\)\u003c/span\u003e before the matrix in the candidate \u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=slstm_stabilised:i_tilde}{\\tilde{i}_{t}}\\)\u003c/span\u003e, reads: \u003cspan class=\"arithmatex\"\u003e\\(\\frac{\\htmlData{sym=slstm_stabilised:o_prev}{o_{t-1}}}{\\htmlData{sym=slstm_stabilised:n_prev}{n_{t-1}}}\\)\u003c/span\u003e scales \u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=slstm_stabilised:c_prev}{c_{t-1}}\\)\u003c/span\u003e before the matrix in the candidate \u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=slstm_stabilised:z}{z_{t}}\\)\u003c/span\u003e, reads: \u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=slstm_stabilised:c_prev}{c_{t-1}} \\htmlData{sym=odot}{\\odot} \\htmlData{sym=slstm_stabilised:o_prev}{o_{t-1}}\\)\u003c/span\u003e scales \u003cspan class=\"arithmatex\"\u003e\\(\\frac{1}{\\htmlData{sym=slstm_stabilised:n_prev}{n_{t-1}}}\\)\u003c/span\u003e before the matrix in the candidate \u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=slstm_stabilised:z}{z_{t}}\\)\u003c/span\u003e and filters what \u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=slstm_stabilised:o}{o_{t}}\\)\u003c/span\u003e see", "topic": "what else it reaches"}, {"key": "(\u0027sigmoid\u0027, ((\u0027weights\u0027, input), (\u0027weights\u0027, output before)))", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=slstm_stabilised:o}{o_{t}} = \\htmlData{sym=sigmoid}{\\sigma}\\left(\\htmlData{sym=slstm_stabilised:W_o}{W_{o}} \\, \\htmlData{sym=slstm_stabilised:x}{x_{t}} + \\htmlData{sym=slstm_stabilised:U_o}{U_{o}} \\, \\htmlData{sym=slstm_stabilised:h_prev}{h_{t-1}} + \\htmlData{sym=slstm_stabilised:b_o}{b_{o}}\\right)\\)\u003c/span\u003e", "topic": "form"}, {"key": "True", "says": "with a bias", "topic": "bias"}, {"key": "Interval(low=0.0, high=1.0)", "says": "\u003cspan class=\"arithmatex\"\u003e\\((0, 1)\\)\u003c/span\u003e", "topic": "range"}]}, {"factor": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=slstm_stabilised:o}{o_{t}}\\)\u003c/span\u003e", "kind": "expose", "properties": [{"key": "(1, 0)", "says": "\u003cspan class=\"arithmatex\"\u003e\\(1\\)\u003c/span\u003e where the gate is 1, \u003cspan class=\"arithmatex\"\u003e\\(0\\)\u003c/span\u003e where the gate is 0", "topic": "the gate at 1 and at 0"}, {"key": "0", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=slstm_stabilised:o}{o_{t}}\\)\u003c/span\u003e of this step", "topic": "time"}, {"key": "1", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\frac{\\htmlData{sym=slstm_stabilised:c}{c_{t}}}{\\htmlData{sym=slstm_stabilised:n}{n_{t}}}\\)\u003c/span\u003e", "topic": "what it multiplies"}, {"key": "((\u0027expose\u0027, 0), (\u0027filter\u0027, -1), (\u0027read\u0027, -1))", "says": "it also reads: \u003cspan class=\"arithmatex\"\u003e\\(\\frac{\\htmlData{sym=slstm_stabilised:o_prev}{o_{t-1}}}{\\htmlData{sym=slstm_stabilised:n_prev}{n_{t-1}}}\\)\u003c/span\u003e scales \u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=slstm_stabilised:c_prev}{c_{t-1}}\\)\u003c/span\u003e before the matrix in the candidate \u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=slstm_stabilised:i_tilde}{\\tilde{i}_{t}}\\)\u003c/span\u003e, reads: \u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=slstm_stabilised:c_prev}{c_{t-1}} \\htmlData{sym=odot}{\\odot} \\htmlData{sym=slstm_stabilised:o_prev}{o_{t-1}}\\)\u003c/span\u003e scales \u003cspan class=\"arithmatex\"\u003e\\(\\frac{1}{\\htmlData{sym=slstm_stabilised:n_prev}{n_{t-1}}}\\)\u003c/span\u003e before the matrix in the candidate \u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=slstm_stabilised:i_tilde}{\\tilde{i}_{t}}\\)\u003c/span\u003e, reads: \u003cspan class=\"arithmatex\"\u003e\\(\\frac{\\htmlData{sym=slstm_stabilised:o_prev}{o_{t-1}}}{\\htmlData{sym=slstm_stabilised:n_prev}{n_{t-1}}}\\)\u003c/span\u003e scales \u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=slstm_stabilised:c_prev}{c_{t-1}}\\)\u003c/span\u003e before the matrix in the candidate \u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=slstm_stabilised:z}{z_{t}}\\)\u003c/span\u003e, reads: \u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=slstm_stabilised:c_prev}{c_{t-1}} \\htmlData{sym=odot}{\\odot} \\htmlData{sym=slstm_stabilised:o_prev}{o_{t-1}}\\)\u003c/span\u003e scales \u003cspan class=\"arithmatex\"\u003e\\(\\frac{1}{\\htmlData{sym=slstm_stabilised:n_prev}{n_{t-1}}}\\)\u003c/span\u003e before the matrix in the candidate \u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=slstm_stabilised:z}{z_{t}}\\)\u003c/span\u003e and filters what \u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=slstm_stabilised:o}{o_{t}}\\)\u003c/span\u003e see", "topic": "what else it reaches"}, {"key": "(\u0027sigmoid\u0027, ((\u0027weights\u0027, input), (\u0027weights\u0027, output before)))", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=slstm_stabilised:o}{o_{t}} = \\htmlData{sym=sigmoid}{\\sigma}\\left(\\htmlData{sym=slstm_stabilised:W_o}{W_{o}} \\, \\htmlData{sym=slstm_stabilised:x}{x_{t}} + \\htmlData{sym=slstm_stabilised:U_o}{U_{o}} \\, \\htmlData{sym=slstm_stabilised:h_prev}{h_{t-1}} + \\htmlData{sym=slstm_stabilised:b_o}{b_{o}}\\right)\\)\u003c/span\u003e", "topic": "form"}, {"key": "True", "says": "with a bias", "topic": "bias"}, {"key": "Interval(low=0.0, high=1.0)", "says": "\u003cspan class=\"arithmatex\"\u003e\\((0, 1)\\)\u003c/span\u003e", "topic": "range"}]}], "title": "sLSTM, stabilised", "update": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=slstm_stabilised:c}{c_{t}} = \\htmlData{sym=slstm_stabilised:f}{f_{t}} \\odot \\htmlData{sym=slstm_stabilised:c_prev}{c_{t-1}} + \\htmlData{sym=slstm_stabilised:i}{i_{t}} \\odot \\htmlData{sym=slstm_stabilised:z}{z_{t}}\\)\u003c/span\u003e", "whole": [{"key": "False", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=slstm_stabilised:f}{f_{t}} + \\htmlData{sym=slstm_stabilised:i}{i_{t}}\\)\u003c/span\u003e is free", "topic": "coupling"}, {"key": "False", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=slstm_stabilised:h}{h_{t}}\\)\u003c/span\u003e, which is \u003cspan class=\"arithmatex\"\u003e\\(\\frac{\\htmlData{sym=slstm_stabilised:c}{c_{t}} \\htmlData{sym=odot}{\\odot} \\htmlData{sym=slstm_stabilised:o}{o_{t}}}{\\htmlData{sym=slstm_stabilised:n}{n_{t}}}\\)\u003c/span\u003e", "topic": "what the outside sees"}]},
  play: {
    title: "sLSTM, stabilised",
    knobs: [{"called": "output gate", "high": 1.0, "latex": "\\htmlData{sym=slstm_stabilised:o}{o_{t}}", "low": 0.0, "name": "gate_o", "roles": ["expose", "read", "filter"], "start": 0.5}, {"called": "stabilised input gate", "high": 2.0, "latex": "\\htmlData{sym=slstm_stabilised:i}{i_{t}}", "low": 0.0, "name": "gate_i", "roles": ["write", "candidate"], "start": 1.0}, {"called": "stabilised forget gate", "high": 2.0, "latex": "\\htmlData{sym=slstm_stabilised:f}{f_{t}}", "low": 0.0, "name": "gate_f", "roles": ["carry"], "start": 1.0}, {"called": "previous memory", "high": 1.0, "latex": "", "low": -1.0, "name": "knob_memory", "roles": [], "start": 0.8}, {"called": "recurrent weights", "high": 2.0, "latex": "", "low": -2.0, "name": "knob_weight", "roles": [], "start": 1.0}, {"called": "input", "high": 2.0, "latex": "", "low": -2.0, "name": "knob_input", "roles": [], "start": 0.0}],
    begins: {
      "now_memory": (v) => v.knob_memory,
      "now_share": (v) => 1,
      "now_direct": (v) => 1,
      "now_whole": (v) => 1,
    },
    moves: {
      "now_memory": (v) => v.gate_f*v.now_memory + v.gate_i*Math.tanh(v.gate_o*v.knob_weight*v.now_memory + v.knob_input),
      "now_share": (v) => v.gate_f*v.now_share,
      "now_direct": (v) => v.now_direct*Math.abs(v.gate_f),
      "now_whole": (v) => v.now_whole*Math.abs(-v.gate_f + v.gate_i*v.gate_o*v.knob_weight*(Math.pow(Math.tanh(v.gate_o*v.knob_weight*v.now_memory + v.knob_input), 2) - 1) + v.gate_o*v.knob_weight*(1 - 1/(Math.exp(-v.gate_o*v.knob_weight*v.now_memory - v.knob_input) + 1))*(v.gate_f*v.now_memory*(((v.gate_o*v.knob_weight*v.now_memory + v.knob_input + Math.log1p(Math.exp(-v.knob_input)*Math.exp(-v.gate_o*v.knob_weight*v.now_memory)) > 1) ? (
   0
)
: ((v.gate_o*v.knob_weight*v.now_memory + v.knob_input + Math.log1p(Math.exp(-v.knob_input)*Math.exp(-v.gate_o*v.knob_weight*v.now_memory)) == 1) ? (
   1/2
)
: (
   1
))) - 1) + v.gate_i*Math.tanh(v.gate_o*v.knob_weight*v.now_memory + v.knob_input)*((v.gate_o*v.knob_weight*v.now_memory + v.knob_input + Math.log1p(Math.exp(-v.knob_input)*Math.exp(-v.gate_o*v.knob_weight*v.now_memory)) > 1) ? (
   0
)
: ((v.gate_o*v.knob_weight*v.now_memory + v.knob_input + Math.log1p(Math.exp(-v.knob_input)*Math.exp(-v.gate_o*v.knob_weight*v.now_memory)) == 1) ? (
   1/2
)
: (
   1
)))) + v.gate_o*v.knob_weight*(v.gate_f*v.now_memory*((v.gate_o*v.knob_weight*v.now_memory + v.knob_input + Math.log1p(Math.exp(-v.knob_input)*Math.exp(-v.gate_o*v.knob_weight*v.now_memory)) < 1) ? (
   0
)
: ((v.gate_o*v.knob_weight*v.now_memory + v.knob_input + Math.log1p(Math.exp(-v.knob_input)*Math.exp(-v.gate_o*v.knob_weight*v.now_memory)) == 1) ? (
   1/2
)
: (
   1
))) + v.gate_i*(((v.gate_o*v.knob_weight*v.now_memory + v.knob_input + Math.log1p(Math.exp(-v.knob_input)*Math.exp(-v.gate_o*v.knob_weight*v.now_memory)) < 1) ? (
   0
)
: ((v.gate_o*v.knob_weight*v.now_memory + v.knob_input + Math.log1p(Math.exp(-v.knob_input)*Math.exp(-v.gate_o*v.knob_weight*v.now_memory)) == 1) ? (
   1/2
)
: (
   1
))) - 1)*Math.tanh(v.gate_o*v.knob_weight*v.now_memory + v.knob_input))),
    },
    plots: [
      {
        key: "time",
        title: "sLSTM, stabilised: memory over time",
        over: "",
        places: [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 12.0, 13.0, 14.0, 15.0, 16.0, 17.0, 18.0, 19.0, 20.0, 21.0, 22.0, 23.0, 24.0, 25.0, 26.0, 27.0, 28.0, 29.0, 30.0, 31.0, 32.0, 33.0, 34.0, 35.0, 36.0, 37.0, 38.0, 39.0, 40.0, 41.0, 42.0, 43.0, 44.0, 45.0, 46.0, 47.0, 48.0, 49.0, 50.0],
        curves: [
          { label: "memory", at: (v) => v.now_memory },
          { label: "candidate", at: (v) => Math.tanh(v.gate_o*v.knob_weight*v.now_memory + v.knob_input) },
        ],
        note: null,
      },
      {
        key: "sweep",
        title: "sLSTM, stabilised: stabilised forget gate",
        over: "gate_f",
        places: [0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.0],
        curves: [
          { label: "new memory", at: (v) => v.gate_f*v.now_memory + v.gate_i*Math.tanh(v.gate_o*v.knob_weight*v.now_memory + v.knob_input) },
          { label: "carried", at: (v) => v.gate_f*v.now_memory },
          { label: "candidate", at: (v) => Math.tanh(v.gate_o*v.knob_weight*v.now_memory + v.knob_input) },
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
