import { float, numbered } from '../tensor-spec.ts';
import type { AdamWorkload, ChainWorkload, SmallOpWorkload } from '../workload.ts';

const million = 2 ** 20;

export const chain: ChainWorkload = {
  kind: 'chain',
  name: 'chain',
  tolerance: 1e-5,
  tensors: numbered([float('x', [million], { scale: 3 })]),
  elements: million,
  a: 0.9,
  b: 0.1,
  c: 1.5,
};

const weights = 5_000_000;

export const adam: AdamWorkload = {
  kind: 'adam',
  name: 'adam',
  tolerance: 1e-5,
  tensors: numbered([float('parameter', [weights]), float('gradient', [weights])]),
  elements: weights,
  learningRate: 1e-3,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
};

/** The cost of an operation that computes almost nothing. */
export const smallOp: SmallOpWorkload = {
  kind: 'small_op',
  name: 'small_op_x100',
  tolerance: 1e-5,
  tensors: numbered([float('a', [16]), float('b', [16])]),
  elements: 16,
  operations: 100,
};
