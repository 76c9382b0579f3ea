/** The cells of the page. */
export const cellKinds = ['rnn', 'gru', 'lstm'] as const;
export type CellKind = (typeof cellKinds)[number];

/** A result of one step: a gate, or a part of the new state. */
export type PartName = 'r' | 'z' | 'n' | 'i' | 'f' | 'g' | 'o' | 'c' | 'h';

/** The gates of a cell, in the order in which their rows stand in its parameters. The tanh of an RNN counts as one. */
export const gatesOf: Readonly<Record<CellKind, readonly PartName[]>> = {
  rnn: ['h'],
  gru: ['r', 'z', 'n'],
  lstm: ['i', 'f', 'g', 'o'],
};

/** What a step computes, in order. */
export const partsOf: Readonly<Record<CellKind, readonly PartName[]>> = {
  rnn: ['h'],
  gru: ['r', 'z', 'n', 'h'],
  lstm: ['i', 'f', 'g', 'o', 'c', 'h'],
};

/** PyTorch's equations; W_ir stands for the rows of `weight_ih` that belong to r. */
export const formulas: Readonly<Record<CellKind, Partial<Record<PartName, string>>>> = {
  rnn: { h: 'h_t = tanh(W_ih x_t + b_ih + W_hh h_t−1 + b_hh)' },
  gru: {
    r: 'r = σ(W_ir x_t + b_ir + W_hr h_t−1 + b_hr)',
    z: 'z = σ(W_iz x_t + b_iz + W_hz h_t−1 + b_hz)',
    n: 'n = tanh(W_in x_t + b_in + r ∘ (W_hn h_t−1 + b_hn))',
    h: 'h_t = (1 − z) ∘ n + z ∘ h_t−1',
  },
  lstm: {
    i: 'i = σ(W_ii x_t + b_ii + W_hi h_t−1 + b_hi)',
    f: 'f = σ(W_if x_t + b_if + W_hf h_t−1 + b_hf)',
    g: 'g = tanh(W_ig x_t + b_ig + W_hg h_t−1 + b_hg)',
    o: 'o = σ(W_io x_t + b_io + W_ho h_t−1 + b_ho)',
    c: 'c_t = f ∘ c_t−1 + i ∘ g',
    h: 'h_t = o ∘ tanh(c_t)',
  },
};
