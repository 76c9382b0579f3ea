import { library } from '../../wgsl/library.ts';
import { hyperbolicTangent, sigmoid } from '../../wgsl/exponential.ts';

/**
 * A recurrent unit as WGSL. Forward: from the input parts of the gates `g0`, `g1`, .., their recurrent parts `s0`, `s1`, .., the state
 * `h` (and memory `c`), it declares `next` (and `memory`) and what is kept for the gradient. Backward: from what was kept, `v0`, `v1`, ..,
 * the state before `h` (and memory `c`), and the gradients `dh` (and `dc`) of the new ones, it declares the gradients of the gates' input
 * parts `d0`, .. and recurrent parts `e0`, .., and what reaches the old state past the gates, `through` (and the old memory, `dcBefore`).
 */
export interface Cell {
  readonly name: string;
  readonly gates: number;
  readonly hasMemory: boolean;
  readonly functions: string;
  readonly forward: string;
  /** Expressions that are kept of each step, in order. */
  readonly kept: readonly string[];
  readonly backward: string;
  /** Whether the gradients of a gate's two parts differ, so that both are stored. */
  readonly hasOwnRecurrentPart: boolean;
  /** Whether the gradient needs the state before. */
  readonly needsStateBefore: boolean;
}

const functions = library(sigmoid, hyperbolicTangent);

/** h' = f(g + s); the gradient of f follows from h', which is what `v0` stands for. */
export function rnnCell(nonlinearity: 'tanh' | 'relu'): Cell {
  const isTanh = nonlinearity === 'tanh';
  return {
    name: `rnn ${nonlinearity}`,
    gates: 1,
    hasMemory: false,
    functions,
    forward: isTanh
      ? 'let next = hyperbolicTangent(g0 + s0);'
      : 'let sum = g0 + s0; let next = select(sum, 0.0, sum < 0.0);',
    kept: [],
    backward: `
  let d0 = ${isTanh ? 'dh * (1.0 - v0 * v0)' : 'select(0.0, dh, v0 > 0.0)'};
  let e0 = d0;
  let through = 0.0;`,
    hasOwnRecurrentPart: false,
    needsStateBefore: false,
  };
}

/** r = σ(g₀ + s₀), z = σ(g₁ + s₁), n = tanh(g₂ + r s₂), h' = n + z (h - n). */
export const gruCell: Cell = {
  name: 'gru',
  gates: 3,
  hasMemory: false,
  functions,
  forward: `
  let r = sigmoid(g0 + s0);
  let z = sigmoid(g1 + s1);
  let fresh = hyperbolicTangent(g2 + r * s2);
  let next = fresh + z * (h - fresh);`,
  kept: ['r', 'z', 'fresh', 's2'],
  backward: `
  let d2 = dh * (1.0 - v1) * (1.0 - v2 * v2);
  let d1 = dh * (h - v2) * v1 * (1.0 - v1);
  let d0 = d2 * v3 * v0 * (1.0 - v0);
  let e0 = d0;
  let e1 = d1;
  let e2 = d2 * v0;
  let through = dh * v1;`,
  hasOwnRecurrentPart: true,
  needsStateBefore: true,
};

/** i, f, o = σ(g + s), g = tanh(g₂ + s₂), c' = f c + i g, h' = o tanh c'. */
export const lstmCell: Cell = {
  name: 'lstm',
  gates: 4,
  hasMemory: true,
  functions,
  forward: `
  let i = sigmoid(g0 + s0);
  let f = sigmoid(g1 + s1);
  let g = hyperbolicTangent(g2 + s2);
  let o = sigmoid(g3 + s3);
  let memory = f * c + i * g;
  let next = o * hyperbolicTangent(memory);`,
  kept: ['i', 'f', 'g', 'o', 'memory'],
  backward: `
  let shown = hyperbolicTangent(v4);
  let dMemory = dc + dh * v3 * (1.0 - shown * shown);
  let d0 = dMemory * v2 * v0 * (1.0 - v0);
  let d1 = dMemory * c * v1 * (1.0 - v1);
  let d2 = dMemory * v0 * (1.0 - v2 * v2);
  let d3 = dh * shown * v3 * (1.0 - v3);
  let e0 = d0;
  let e1 = d1;
  let e2 = d2;
  let e3 = d3;
  let through = 0.0;
  let dcBefore = dMemory * v1;`,
  hasOwnRecurrentPart: false,
  needsStateBefore: false,
};
