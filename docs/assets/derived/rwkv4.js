/* generated, do not edit: `python -m derive` writes it from derive/cells/rwkv4_peng_2023.py by templates/derived.js.j2; sum b4883955e6d63fff */
(globalThis.derived ??= new Map()).set("rwkv4", {
  symbols: {"exp": ["\\exp", "exp, entry by entry: $\\exp\\left(u\\right) = e^{u}$", "", "exp", "", ""], "odot": ["\\odot", "the product entry by entry", "", "odot", "", ""], "rwkv4:W_k": ["W_{k}", "weights of the key", "\\mathbb{R}^{n \\times m}", "rwkv4:W_k", "cells/rwkv4/#symbol-W_k", ""], "rwkv4:W_o": ["W_{o}", "recurrent weights of the output", "\\mathbb{R}^{p \\times n}", "rwkv4:W_o", "cells/rwkv4/#symbol-W_o", ""], "rwkv4:a": ["a_{t}", "weighted sum of values", "\\mathbb{R}^{n}", "rwkv4:a", "cells/rwkv4/#eq-a", "a = exp(-w) * a + exp(k) * v"], "rwkv4:a_prev": ["a_{t-1}", "weighted sum of values, one step before", "\\mathbb{R}^{n}", "rwkv4:a", "cells/rwkv4/#eq-a", "a = exp(-w) * a + exp(k) * v"], "rwkv4:b": ["b_{t}", "sum of weights", "\\mathbb{R}^{n}", "rwkv4:b", "cells/rwkv4/#eq-b", "b = exp(-w) * b + exp(k)"], "rwkv4:b_prev": ["b_{t-1}", "sum of weights, one step before", "\\mathbb{R}^{n}", "rwkv4:b", "cells/rwkv4/#eq-b", "b = exp(-w) * b + exp(k)"], "rwkv4:k": ["k_{t}", "key", "\\mathbb{R}^{n}", "rwkv4:k", "cells/rwkv4/#eq-k", "k = W_k @ (mu_k * x + (1 - mu_k) * x_last)"], "rwkv4:mu_k": ["\\mu_{k}", "scale of the key", "\\mathbb{R}^{m}", "rwkv4:mu_k", "cells/rwkv4/#symbol-mu_k", ""], "rwkv4:r": ["r_{t}", "receptance", "\\mathbb{R}^{n}", "rwkv4:r", "cells/rwkv4/#eq-r", "r = W_r @ (mu_r * x + (1 - mu_r) * x_last)"], "rwkv4:u": ["u", "bias of the weighted mean of values", "\\mathbb{R}^{n}", "rwkv4:u", "cells/rwkv4/#symbol-u", ""], "rwkv4:v": ["v_{t}", "value", "\\mathbb{R}^{n}", "rwkv4:v", "cells/rwkv4/#eq-v", "v = W_v @ (mu_v * x + (1 - mu_v) * x_last)"], "rwkv4:val_sigmoid_r": ["\\sigma\\left(r_{t}\\right)", "a value that the derivation needs by name", "\\mathbb{R}^{n}", "rwkv4:val_sigmoid_r", "cells/rwkv4/#step-val_sigmoid_r", ""], "rwkv4:w": ["w", "bias of the weighted sum of values", "\\mathbb{R}^{n}", "rwkv4:w", "cells/rwkv4/#symbol-w", ""], "rwkv4:x": ["x_{t}", "input", "\\mathbb{R}^{m}", "rwkv4:x", "cells/rwkv4/#symbol-x", ""], "rwkv4:x_last_prev": ["x_{\\mathrm{last},t-1}", "previous input, one step before", "\\mathbb{R}^{m}", "rwkv4:x_last", "cells/rwkv4/#eq-x_last", "x_last = x"], "rwkv4:y": ["y_{t}", "output", "\\mathbb{R}^{p}", "rwkv4:y", "cells/rwkv4/#eq-y", "y = W_o @ (sigmoid(r) * o)"], "sigmoid": ["\\sigma", "sigmoid, entry by entry: $\\sigma\\left(u\\right) = \\frac{1}{1 + e^{- u}}$", "", "sigmoid", "", ""]},
  facts: {"page": "cells/rwkv4/", "roles": [{"factor": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=exp}{\\exp}\\left(-\\htmlData{sym=rwkv4:w}{w}\\right)\\)\u003c/span\u003e", "kind": "carry", "properties": []}, {"factor": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=exp}{\\exp}\\left(\\htmlData{sym=rwkv4:k}{k_{t}}\\right)\\)\u003c/span\u003e", "kind": "write", "properties": [{"key": "0", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=rwkv4:k}{k_{t}}\\)\u003c/span\u003e of this step", "topic": "time"}, {"key": "signal", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=rwkv4:v}{v_{t}}\\)\u003c/span\u003e", "topic": "what it multiplies"}, {"key": "((\u0027candidate\u0027, 0), (\u0027write\u0027, 0))", "says": "it also is the candidate for \u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=rwkv4:b}{b_{t}}\\)\u003c/span\u003e", "topic": "what else it reaches"}, {"key": "(\u0027exp\u0027, ((\u0027weights\u0027, input*mu_k - mu_k*x_last_prev + x_last_prev),))", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=exp}{\\exp}\\left(\\htmlData{sym=rwkv4:k}{k_{t}}\\right)\\)\u003c/span\u003e with \u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=rwkv4:k}{k_{t}} = \\htmlData{sym=rwkv4:W_k}{W_{k}} \\, \\left(\\htmlData{sym=rwkv4:mu_k}{\\mu_{k}} \\htmlData{sym=odot}{\\odot} \\htmlData{sym=rwkv4:x}{x_{t}} + \\left(1 - \\htmlData{sym=rwkv4:mu_k}{\\mu_{k}}\\right) \\htmlData{sym=odot}{\\odot} \\htmlData{sym=rwkv4:x_last_prev}{x_{\\mathrm{last},t-1}}\\right)\\)\u003c/span\u003e", "topic": "form"}, {"key": "False", "says": "without a bias", "topic": "bias"}, {"key": "Interval(low=0.0, high=inf)", "says": "\u003cspan class=\"arithmatex\"\u003e\\((0, \\infty)\\)\u003c/span\u003e", "topic": "range"}]}, {"factor": "\u003cspan class=\"arithmatex\"\u003e\\(0\\)\u003c/span\u003e", "kind": "read", "properties": []}, {"factor": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=rwkv4:val_sigmoid_r}{\\htmlData{sym=sigmoid}{\\sigma}\\left(\\htmlData{sym=rwkv4:r}{r_{t}}\\right)}\\)\u003c/span\u003e", "kind": "expose", "properties": [{"key": "(1, 0)", "says": "\u003cspan class=\"arithmatex\"\u003e\\(1\\)\u003c/span\u003e where the gate is 1, \u003cspan class=\"arithmatex\"\u003e\\(0\\)\u003c/span\u003e where the gate is 0", "topic": "the gate at 1 and at 0"}, {"key": "0", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=rwkv4:val_sigmoid_r}{\\htmlData{sym=sigmoid}{\\sigma}\\left(\\htmlData{sym=rwkv4:r}{r_{t}}\\right)}\\)\u003c/span\u003e of this step", "topic": "time"}, {"key": "(memory before + signal*exp(signal + u))/(memory before + exp(signal + u))", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\frac{\\htmlData{sym=rwkv4:a_prev}{a_{t-1}} + \\htmlData{sym=rwkv4:v}{v_{t}} \\htmlData{sym=odot}{\\odot} \\htmlData{sym=exp}{\\exp}\\left(\\htmlData{sym=rwkv4:k}{k_{t}} + \\htmlData{sym=rwkv4:u}{u}\\right)}{\\htmlData{sym=rwkv4:b_prev}{b_{t-1}} + \\htmlData{sym=exp}{\\exp}\\left(\\htmlData{sym=rwkv4:k}{k_{t}} + \\htmlData{sym=rwkv4:u}{u}\\right)}\\)\u003c/span\u003e", "topic": "what it multiplies"}, {"key": "before the matrix", "says": "before the matrix", "topic": "place"}, {"key": "((\u0027expose\u0027, 0),)", "says": "nothing else", "topic": "what else it reaches"}, {"key": "(\u0027sigmoid\u0027, ((\u0027weights\u0027, input*mu_r - mu_r*x_last_prev + x_last_prev),))", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=rwkv4:val_sigmoid_r}{\\htmlData{sym=sigmoid}{\\sigma}\\left(\\htmlData{sym=rwkv4:r}{r_{t}}\\right)}\\)\u003c/span\u003e", "topic": "form"}, {"key": "False", "says": "without a bias", "topic": "bias"}, {"key": "Interval(low=0.0, high=1.0)", "says": "\u003cspan class=\"arithmatex\"\u003e\\((0, 1)\\)\u003c/span\u003e", "topic": "range"}]}], "title": "RWKV-4 time mixing", "update": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=rwkv4:a}{a_{t}} = \\htmlData{sym=exp}{\\exp}\\left(-\\htmlData{sym=rwkv4:w}{w}\\right) \\htmlData{sym=odot}{\\odot} \\htmlData{sym=rwkv4:a_prev}{a_{t-1}} + \\htmlData{sym=exp}{\\exp}\\left(\\htmlData{sym=rwkv4:k}{k_{t}}\\right) \\htmlData{sym=odot}{\\odot} \\htmlData{sym=rwkv4:v}{v_{t}}\\)\u003c/span\u003e", "whole": [{"key": "(True, False)", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=exp}{\\exp}\\left(\\htmlData{sym=rwkv4:k}{k_{t}}\\right) + \\htmlData{sym=exp}{\\exp}\\left(-\\htmlData{sym=rwkv4:w}{w}\\right)\\)\u003c/span\u003e is free", "topic": "coupling"}, {"key": "Dot(U, signal*(memory before + signal*exp(signal + u))/(memory before + exp(signal + u)))", "says": "\u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=rwkv4:y}{y_{t}}\\)\u003c/span\u003e, which is \u003cspan class=\"arithmatex\"\u003e\\(\\htmlData{sym=rwkv4:W_o}{W_{o}} \\, \\left(\\frac{\\htmlData{sym=rwkv4:val_sigmoid_r}{\\htmlData{sym=sigmoid}{\\sigma}\\left(\\htmlData{sym=rwkv4:r}{r_{t}}\\right)} \\htmlData{sym=odot}{\\odot} \\left(\\htmlData{sym=rwkv4:a_prev}{a_{t-1}} + \\htmlData{sym=rwkv4:v}{v_{t}} \\htmlData{sym=odot}{\\odot} \\htmlData{sym=exp}{\\exp}\\left(\\htmlData{sym=rwkv4:k}{k_{t}} + \\htmlData{sym=rwkv4:u}{u}\\right)\\right)}{\\htmlData{sym=rwkv4:b_prev}{b_{t-1}} + \\htmlData{sym=exp}{\\exp}\\left(\\htmlData{sym=rwkv4:k}{k_{t}} + \\htmlData{sym=rwkv4:u}{u}\\right)}\\right)\\)\u003c/span\u003e", "topic": "what the outside sees"}]},
  play: {
    title: "RWKV-4 time mixing",
    knobs: [{"called": "key", "high": 2.0, "latex": "\\htmlData{sym=rwkv4:k}{k_{t}}", "low": -2.0, "name": "gate_k", "roles": ["write", "candidate"], "start": 0.0}, {"called": "previous memory", "high": 1.0, "latex": "", "low": -1.0, "name": "knob_memory", "roles": [], "start": 0.8}, {"called": "recurrent weights", "high": 2.0, "latex": "", "low": -2.0, "name": "knob_weight", "roles": [], "start": 1.0}, {"called": "input", "high": 2.0, "latex": "", "low": -2.0, "name": "knob_input", "roles": [], "start": 0.0}],
    begins: {
      "now_memory": (v) => v.knob_memory,
      "now_share": (v) => 1,
      "now_direct": (v) => 1,
      "now_whole": (v) => 1,
    },
    moves: {
      "now_memory": (v) => v.knob_weight*(v.knob_input*v.knob_weight - v.knob_weight + 1)*Math.exp(v.gate_k) + v.now_memory*Math.exp(-1),
      "now_share": (v) => v.now_share*Math.exp(-1),
      "now_direct": (v) => v.now_direct*Math.exp(-1),
      "now_whole": (v) => v.now_whole*Math.exp(-1),
    },
    plots: [
      {
        key: "time",
        title: "RWKV-4 time mixing: memory over time",
        over: "",
        places: [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 12.0, 13.0, 14.0, 15.0, 16.0, 17.0, 18.0, 19.0, 20.0, 21.0, 22.0, 23.0, 24.0, 25.0, 26.0, 27.0, 28.0, 29.0, 30.0, 31.0, 32.0, 33.0, 34.0, 35.0, 36.0, 37.0, 38.0, 39.0, 40.0, 41.0, 42.0, 43.0, 44.0, 45.0, 46.0, 47.0, 48.0, 49.0, 50.0],
        curves: [
          { label: "memory", at: (v) => v.now_memory },
          { label: "candidate", at: (v) => v.knob_weight*(v.knob_input*v.knob_weight - v.knob_weight + 1) },
        ],
        note: null,
      },
      {
        key: "sweep",
        title: "RWKV-4 time mixing: key",
        over: "gate_k",
        places: [0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.0],
        curves: [
          { label: "new memory", at: (v) => v.knob_weight*(v.knob_input*v.knob_weight - v.knob_weight + 1)*Math.exp(v.gate_k) + v.now_memory*Math.exp(-1) },
          { label: "carried", at: (v) => v.now_memory*Math.exp(-1) },
          { label: "candidate", at: (v) => v.knob_weight*(v.knob_input*v.knob_weight - v.knob_weight + 1) },
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
        note: { words: "Steps until half of it is left: {}.", at: (v) => Math.log(2) },
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
