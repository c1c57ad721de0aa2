/* generated, do not edit: `python -m derive` writes it from derive/cells/s6_gu_2023.py by templates/derived.js.j2; sum 26c622ab2eb69c87 */
(globalThis.derived ??= new Map()).set("s6_euler", {
  symbols: {"diag": ["\\operatorname{diag}", "the diagonal matrix with a vector on its diagonal", "", "diag", "", ""], "exp": ["\\exp", "exp, entry by entry: $\\exp\\left(u\\right) = e^{u}$", "", "exp", "", ""], "odot": ["\\odot", "the product entry by entry", "", "odot", "", ""], "s6_euler:A": ["A", "recurrent weights of the discretised state matrix", "\\mathbb{R}^{d \\times n}", "s6_euler:A", "cells/s6_euler/#symbol-A", ""], "s6_euler:A_bar": ["\\bar{A}_{t}", "discretised state matrix", "\\mathbb{R}^{d \\times n}", "s6_euler:A_bar", "cells/s6_euler/#eq-A_bar", "A_bar = exp(diag(tau) @ A)"], "s6_euler:B": ["B_{t}", "input weights", "\\mathbb{R}^{n}", "s6_euler:B", "cells/s6_euler/#eq-B", "B = W_B @ x"], "s6_euler:C": ["C_{t}", "output weights", "\\mathbb{R}^{n}", "s6_euler:C", "cells/s6_euler/#eq-C", "C = W_C @ x"], "s6_euler:D": ["D", "scale of the output", "\\mathbb{R}^{d}", "s6_euler:D", "cells/s6_euler/#symbol-D", ""], "s6_euler:H": ["H_{t}", "state", "\\mathbb{R}^{d \\times n}", "s6_euler:H", "cells/s6_euler/#eq-H", "H = A_bar * H + (tau * x) @ B.T"], "s6_euler:H_prev": ["H_{t-1}", "state, one step before", "\\mathbb{R}^{d \\times n}", "s6_euler:H", "cells/s6_euler/#eq-H", "H = A_bar * H + (tau * x) @ B.T"], "s6_euler:V_tau": ["V_{\\tau}", "input weights of the step size", "\\mathbb{R}^{d \\times p}", "s6_euler:V_tau", "cells/s6_euler/#symbol-V_tau", ""], "s6_euler:W_tau": ["W_{\\tau}", "input weights of the step size", "\\mathbb{R}^{p \\times d}", "s6_euler:W_tau", "cells/s6_euler/#symbol-W_tau", ""], "s6_euler:b_tau": ["b_{\\tau}", "bias of the step size", "\\mathbb{R}^{d}", "s6_euler:b_tau", "cells/s6_euler/#symbol-b_tau", ""], "s6_euler:tau": ["\\tau_{t}", "step size", "\\mathbb{R}^{d}", "s6_euler:tau", "cells/s6_euler/#eq-tau", "tau = softplus(V_tau @ (W_tau @ x) + b_tau)"], "s6_euler:x": ["x_{t}", "input", "\\mathbb{R}^{d}", "s6_euler:x", "cells/s6_euler/#symbol-x", ""], "s6_euler:y": ["y_{t}", "output", "\\mathbb{R}^{d}", "s6_euler:y", "cells/s6_euler/#eq-y", "y = H @ C + D * x"], "softplus": ["\\operatorname{softplus}", "softplus, entry by entry: $\\operatorname{softplus}\\left(u\\right) = \\log{\\left(e^{u} + 1 \\right)}$", "", "softplus", "", ""], "top": ["\\top", "the transpose", "", "top", "", ""]},
  facts: {"page": "cells/s6_euler/", "roles": [{"factor": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=s6_euler:A_bar}{\\bar{A}_{t}}\\)\u003c/span\u003e", "kind": "carry", "properties": [{"key": "0", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=s6_euler:A_bar}{\\bar{A}_{t}}\\)\u003c/span\u003e of this step", "topic": "time"}, {"key": "memory before", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=s6_euler:H_prev}{H_{t-1}}\\)\u003c/span\u003e", "topic": "what it multiplies"}, {"key": "((\u0027carry\u0027, 0),)", "says": "nothing else", "topic": "what else it reaches"}, {"key": "(\u0027exp\u0027, ((\u0027weights\u0027, tau),))", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=s6_euler:A_bar}{\\bar{A}_{t}} = \\htmlData{sym=exp}{\\exp}\\left(\\htmlData{sym=diag}{\\operatorname{diag}}\\left(\\htmlData{sym=s6_euler:tau}{\\tau_{t}}\\right) \\, \\htmlData{sym=s6_euler:A}{A}\\right)\\)\u003c/span\u003e", "topic": "form"}, {"key": "False", "says": "without a bias", "topic": "bias"}, {"key": "Interval(low=0.0, high=inf)", "says": "\u003cspan class=\"arithmatex\"\u003e\\((0, \\infty)\\)\u003c/span\u003e", "topic": "range"}]}, {"factor": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=s6_euler:tau}{\\tau_{t}}\\)\u003c/span\u003e", "kind": "write", "properties": [{"key": "0", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=s6_euler:tau}{\\tau_{t}}\\)\u003c/span\u003e of this step", "topic": "time"}, {"key": "x*Column(signal)", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=s6_euler:x}{x_{t}} \\, \\htmlData{sym=s6_euler:B}{B_{t}^{\\htmlData{sym=top}{\\top}}}\\)\u003c/span\u003e", "topic": "what it multiplies"}, {"key": "((\u0027write\u0027, 0),)", "says": "nothing else", "topic": "what else it reaches"}, {"key": "(\u0027softplus\u0027, ((\u0027weights\u0027, Dot(W_tau, input)),))", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=s6_euler:tau}{\\tau_{t}} = \\htmlData{sym=softplus}{\\operatorname{softplus}}\\left(\\htmlData{sym=s6_euler:V_tau}{V_{\\tau}} \\, \\htmlData{sym=s6_euler:W_tau}{W_{\\tau}} \\, \\htmlData{sym=s6_euler:x}{x_{t}} + \\htmlData{sym=s6_euler:b_tau}{b_{\\tau}}\\right)\\)\u003c/span\u003e", "topic": "form"}, {"key": "True", "says": "with a bias", "topic": "bias"}, {"key": "Interval(low=0.0, high=inf)", "says": "\u003cspan class=\"arithmatex\"\u003e\\((0, \\infty)\\)\u003c/span\u003e", "topic": "range"}]}, {"factor": "\u003cspan class=\"arithmatex\"\u003e\\(0\\)\u003c/span\u003e", "kind": "read", "properties": []}, {"factor": "\u003cspan class=\"arithmatex\"\u003e\\(1\\)\u003c/span\u003e", "kind": "expose", "properties": []}], "title": "S6, released code", "update": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=s6_euler:H}{H_{t}} = \\htmlData{sym=s6_euler:A_bar}{\\bar{A}_{t}} \\htmlData{sym=odot}{\\odot} \\htmlData{sym=s6_euler:H_prev}{H_{t-1}} + \\htmlData{sym=s6_euler:tau}{\\tau_{t}} \\htmlData{sym=odot}{\\odot} \\htmlData{sym=s6_euler:x}{x_{t}} \\, \\htmlData{sym=s6_euler:B}{B_{t}^{\\htmlData{sym=top}{\\top}}}\\)\u003c/span\u003e", "whole": [{"key": "(True, False)", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=s6_euler:A_bar}{\\bar{A}_{t}} + \\htmlData{sym=s6_euler:tau}{\\tau_{t}}\\)\u003c/span\u003e is free", "topic": "coupling"}, {"key": "D*x + Dot(U, signal)", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=s6_euler:y}{y_{t}}\\)\u003c/span\u003e, which is \u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=s6_euler:D}{D} \\htmlData{sym=odot}{\\odot} \\htmlData{sym=s6_euler:x}{x_{t}} + \\htmlData{sym=s6_euler:H}{H_{t}} \\, \\htmlData{sym=s6_euler:C}{C_{t}}\\)\u003c/span\u003e", "topic": "what the outside sees"}]},
  play: {
    title: "S6, released code",
    knobs: [{"called": "step size", "high": 2.0, "latex": "\\htmlData{sym=s6_euler:tau}{\\tau_{t}}", "low": 0.0, "name": "gate_tau", "roles": ["write"], "start": 1.0}, {"called": "discretised state matrix", "high": 2.0, "latex": "\\htmlData{sym=s6_euler:A_bar}{\\bar{A}_{t}}", "low": 0.0, "name": "gate_A_bar", "roles": ["carry"], "start": 1.0}, {"called": "previous memory", "high": 1.0, "latex": "", "low": -1.0, "name": "knob_memory", "roles": [], "start": 0.8}, {"called": "recurrent weights", "high": 2.0, "latex": "", "low": -2.0, "name": "knob_weight", "roles": [], "start": 1.0}, {"called": "input", "high": 2.0, "latex": "", "low": -2.0, "name": "knob_input", "roles": [], "start": 0.0}],
    begins: {
      "now_memory": (v) => v.knob_memory,
      "now_share": (v) => 1,
    },
    moves: {
      "now_memory": (v) => v.gate_A_bar*v.now_memory + v.gate_tau*Math.pow(v.knob_input, 2),
      "now_share": (v) => v.gate_A_bar*v.now_share,
    },
    plots: [
      {
        key: "time",
        title: "S6, released code: memory over time",
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
        title: "S6, released code: discretised state matrix",
        over: "gate_A_bar",
        places: [0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.0],
        curves: [
          { label: "new memory", at: (v) => v.gate_A_bar*v.now_memory + v.gate_tau*Math.pow(v.knob_input, 2) },
          { label: "carried", at: (v) => v.gate_A_bar*v.now_memory },
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
        note: { words: "Steps until half of it is left: {}.", at: (v) => -Math.log(2)/Math.log(v.gate_A_bar) },
      },
    ],
  },
});
