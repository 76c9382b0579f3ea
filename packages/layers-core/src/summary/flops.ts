import {
  arithmeticOps,
  unaryOps,
  type AnyOp,
  type FusedAttributes,
  type Inputs,
  type Tensor,
} from '@rondo/tensor';

/** What an op was called with, and what came out. */
interface Call {
  readonly inputs: Inputs;
  readonly output: Tensor;
  readonly attributes: unknown;
}

type Count = (call: Call) => number;

const nothing: Count = () => 0;
const ofOutput: Count = ({ output }) => output.size;
const ofInput: Count = ({ inputs }) => inputs[0]!.size;

const moves =
  'contiguous reshape permute expand slice toeplitz embed flip concat gather cast random';
const choices = 'where logicalAnd logicalOr any all argmax argmin topk';
const comparisons = 'equal notEqual less lessEqual greater greaterEqual';

/** The ops that only move, draw, choose or compare numbers. */
const free = `${moves} ${choices} ${comparisons}`.split(' ');

/** Ops that take one operation for each element of their input. */
const reductions = ['sum', 'prod', 'max', 'min', 'cumsum'];

/** Step after step a product with W_hh for all gates, and `perUnit` operations for each of the units that have so many gates. */
function sequence(gatesPerUnit: number, perUnit: number): Count {
  return ({ inputs: [gates, weightHh, biasHh] }) => {
    const [N, L, width] = gates!.shape as [number, number, number];
    const products = 2 * weightHh!.size + (biasHh ? width : 0);
    return N * L * (products + (perUnit * width) / gatesPerUnit);
  };
}

function layerNorm(x: Tensor, weight: Tensor | undefined, bias: Tensor | undefined): number {
  const rows = x.size / x.shape.at(-1)!;
  // Mean, difference, square, mean of it, product; and for each row two means divided, ε added, the root.
  return x.size * (5 + (weight ? 1 : 0) + (bias ? 1 : 0)) + 4 * rows;
}

/** Operations of a softmax for each element: maximum, difference, exponential, sum, quotient. */
const softmax = 5;

/** Numbers that all windows of a pooling meet: its places on each axis are independent of each other. */
function metByWindows({ inputs: [x], attributes }: Call): number {
  const { windows } = attributes as FusedAttributes['maxPool'];
  const [N, C] = x!.shape as [number, number];
  return windows.reduce((product, { starts, ends, step }) => {
    const places = starts.map((start, i) => Math.ceil((ends[i]! - start) / step));
    return product * places.reduce((sum, count) => sum + count, 0);
  }, N * C);
}

const counts: Readonly<Record<string, Count>> = {
  ...Object.fromEntries(free.map((name) => [name, nothing])),
  ...Object.fromEntries(reductions.map((name) => [name, ofInput])),
  matmul: ({ inputs: [a], output }) => 2 * output.size * a!.shape.at(-1)!,
  linear: ({ inputs: [, weight, bias], output, attributes }) => {
    const { activation } = attributes as { readonly activation?: string };
    const perElement = 2 * weight!.shape[1]! + (bias ? 1 : 0) + (activation ? 1 : 0);
    return output.size * perElement;
  },
  convolution: ({ inputs: [, weight, bias], output }) => {
    const products = weight!.size / Math.max(weight!.shape[0]!, 1);
    return output.size * (2 * products + (bias ? 1 : 0));
  },
  scatterAdd: ({ inputs }) => inputs.at(-1)!.size,
  softmax: ({ output }) => softmax * output.size,
  // The logarithm of the sum, instead of a quotient for each element, and a difference.
  logSoftmax: ({ output }) => softmax * output.size + rowsOf(output),
  // Without the quotient; a logarithm and a sum for each row.
  logSumExp: ({ inputs: [x], output }) => (softmax - 1) * x!.size + 2 * output.size,
  crossEntropy: ({ inputs: [logits], attributes }) => {
    const { labelSmoothing } = attributes as FusedAttributes['crossEntropy'];
    const perRow = labelSmoothing === 0 ? 1 : 4;
    const perElement = softmax + 1 + (labelSmoothing === 0 ? 0 : 1);
    return perElement * logits!.size + perRow * rowsOf(logits!);
  },
  // Two logarithms with their signs and limits, two products, 1 - p and 1 - y, and the sum.
  binaryCrossEntropy: ({ output }) => 12 * output.size,
  maxPool: metByWindows,
  avgPool: (call) => metByWindows(call) + call.output.size,
  layerNorm: ({ inputs: [x, weight, bias] }) => layerNorm(x!, weight, bias),
  addLayerNorm: ({ inputs: [x, , weight, bias] }) => x!.size + layerNorm(x!, weight, bias),
  // As layerNorm, with a channel as a row and the factor once for each.
  batchNorm: ({ inputs: [x, weight, bias] }) =>
    x!.size * (bias ? 6 : 5) + x!.shape[1]! * (weight ? 5 : 4),
  dropout: ofOutput,
  gaussianErrorLinearUnit: ofOutput,
  // The sum and its function.
  rnnSequence: sequence(1, 2),
  // Sums and σ of r and z, then r ∘ hₙ, its sum, tanh, and three for the mixture.
  gruSequence: sequence(3, 10),
  // Four sums, four functions, f ∘ c + i ∘ g, o ∘ tanh(c').
  lstmSequence: sequence(4, 13),
  attention: ({ inputs: [query, key, value, , bias], attributes }) => {
    const [N, T1, H, D] = query!.shape as [number, number, number, number];
    const [, T2, , E] = value!.shape as [number, number, number, number];
    const { p } = attributes as FusedAttributes['attention'];
    const perScore = softmax + (bias ? 1 : 0) + (p > 0 ? 1 : 0);
    const scores = N * H * T1 * key!.shape[1]!;
    return query!.size + scores * (2 * D + perScore) + 2 * N * H * T1 * T2 * E;
  },
};

function rowsOf(x: Tensor): number {
  return x.size / Math.max(x.shape.at(-1)!, 1);
}

/** Whether there is a rule for an op; one that nobody knows here counts one operation for each element that it makes. */
export function isCounted({ name }: AnyOp): boolean {
  return Object.hasOwn(counts, name) || isElementwise(name);
}

function isElementwise(name: string): boolean {
  return Object.hasOwn(unaryOps, name) || Object.hasOwn(arithmeticOps, name);
}

/**
 * Floating-point operations of one call: a multiplication and the addition of its product are two, an elementwise function is one
 * for each element, a softmax five. What only moves, chooses or compares numbers is none. Masks and lengths save nothing here.
 */
export function flopsOf(
  op: AnyOp,
  inputs: Inputs,
  outputs: readonly Tensor[],
  attributes: unknown,
): number {
  const count = Object.hasOwn(counts, op.name) ? counts[op.name]! : ofOutput;
  return count({ inputs, output: outputs[0]!, attributes });
}
