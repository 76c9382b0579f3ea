import type { AdamOperands, DType, Operand, UnaryKind } from '@rondo/tensor';
import type { WasmKernels } from './wasm-kernels.ts';

/** A row-major operand full of numbers of its own. */
export type Make = (shape: readonly number[], dtype?: DType) => Operand;

/** Runs kernels and gives the operands that they wrote. */
export type Trial = (kernels: WasmKernels, make: Make) => readonly (Operand | undefined)[];

const functions: readonly UnaryKind[] = ['exp', 'tanh', 'sigmoid', 'log', 'erf', 'gelu'];

const transposed = ({ buffer, dtype, shape, strides, offset }: Operand): Operand => ({
  buffer,
  dtype,
  shape: shape.toReversed(),
  strides: strides.toReversed(),
  offset,
});

/** Rows and columns of A, columns of B: whole tiles and every kind of rest, scalar products, single rows. */
const products = [
  [29, 37, 63],
  [35, 19, 5],
  [7, 33, 21],
  [1, 40, 47],
] as const;

const matmul: Trial = (kernels, make) =>
  products.flatMap(([rows, depth, columns]) => {
    const bias = make([columns]);
    const sides = [
      [make([rows, depth]), make([depth, columns])],
      [transposed(make([depth, rows])), make([depth, columns])],
      [make([rows, depth]), transposed(make([columns, depth]))],
    ] as const;
    return sides.map(([a, b], i) => {
      const c = make([rows, columns]);
      kernels.matmul?.(a, b, c, i === 0 ? {} : { bias, activation: 'relu' });
      return c;
    });
  });

const rowSize = 75;

const softmax: Trial = ({ fused }, make) =>
  (['softmax', 'logSoftmax'] as const).flatMap((name) => {
    const [x, y, g, xGradient] = [1, 2, 3, 4].map(() => make([3, rowSize])) as Four;
    fused[name]?.forward([x], [y], {});
    fused[name]?.backward({ inputs: [x], outputs: [y] }, [g], [xGradient], {});
    return [y, xGradient];
  });

const crossEntropy: Trial = ({ fused }, make) => {
  const [logits, gradient] = [make([5, rowSize]), make([5, rowSize])];
  const [losses, logSums, g] = [make([5]), make([5]), make([5])];
  const saved = { inputs: [logits, make([5], 'int32')], outputs: [losses, logSums] };
  const attributes = { ignoreIndex: 1, labelSmoothing: 0.1 };
  fused.crossEntropy?.forward(saved.inputs, saved.outputs, attributes);
  fused.crossEntropy?.backward(saved, [g], [gradient, undefined], attributes);
  return [losses, gradient];
};

const layerNorm: Trial = ({ fused }, make) => {
  const [x, residual, y, sum] = [1, 2, 3, 4].map(() => make([5, rowSize])) as Four;
  const [weight, bias, ofWeight, ofBias] = [1, 2, 3, 4].map(() => make([rowSize])) as Four;
  const saved = { inputs: [x, residual, weight, bias], outputs: [y, sum, make([5]), make([5])] };
  const [g, ofSum, gradient] = [make([5, rowSize]), make([5, rowSize]), make([5, rowSize])];
  fused.addLayerNorm?.forward(saved.inputs, saved.outputs, { eps: 1e-5 });
  const wanted = [gradient, undefined, ofWeight, ofBias];
  fused.addLayerNorm?.backward(saved, [g, ofSum], wanted, { eps: 1e-5 });
  return [...saved.outputs, gradient, ofWeight, ofBias];
};

const batchNorm: Trial = ({ fused }, make) => {
  const [x, y, g, gradient] = [1, 2, 3, 4].map(() => make([3, 5, rowSize])) as Four;
  const [weight, bias, ofWeight, ofBias] = [1, 2, 3, 4].map(() => make([5])) as Four;
  const saved = { inputs: [x, weight, bias], outputs: [y, make([5]), make([5])] };
  fused.batchNorm?.forward(saved.inputs, saved.outputs, { eps: 1e-5 });
  const wanted = [gradient, ofWeight, ofBias];
  fused.batchNorm?.backward(saved, [g, undefined, undefined], wanted, { eps: 1e-5 });
  return [...saved.outputs, ...wanted];
};

const attention: Trial = ({ fused }, make) => {
  const [T1, T2, H, D, E] = [35, 37, 2, 19, 23];
  const inputs = [
    make([1, T1, H, D]),
    make([1, T2, H, D]),
    make([1, T2, H, E]),
    make([1, 1, T1, T2], 'bool'),
    make([1, H, 1, T2]),
    undefined,
  ];
  const outputs = [make([1, T1, H, E]), make([1, H, T1])];
  const gradients = inputs.map((input, i) => (i === 3 || !input ? undefined : make(input.shape)));
  const attributes = { scale: 0.3, causal: true, queryOffset: 2, p: 0.1, seed: 5, block: 7 };
  fused.attention?.forward(inputs, outputs, attributes);
  const g = make([1, T1, H, E]);
  fused.attention?.backward({ inputs, outputs }, [g], gradients, attributes);
  return [...outputs, ...gradients];
};

const gru: Trial = ({ fused }, make) => {
  const [N, L, H] = [7, 3, 37];
  const inputs = [make([N, L, 3 * H]), make([3 * H, H]), make([3 * H]), make([N, H]), undefined];
  const outputs = [make([N, L, H]), make([N, H]), make([N, L, 4 * H])];
  const gradients = inputs.map((input) => input && make(input.shape));
  fused.gruSequence?.forward(inputs, outputs, { reverse: false });
  const g = [make([N, L, H]), make([N, H])];
  fused.gruSequence?.backward({ inputs, outputs }, g, gradients, { reverse: false });
  return [...outputs, ...gradients];
};

const adam: Trial = (kernels, make) => {
  const updates = [3, 75].map((size): AdamOperands => {
    const variance = make([size]);
    kernels.unary?.('square', variance, variance);
    return { parameter: make([size]), gradient: make([size]), mean: make([size]), variance };
  });
  kernels.adam?.(updates, {
    learningRate: 0.01,
    beta1: 0.9,
    beta2: 0.99,
    eps: 1e-8,
    weightDecay: 0.1,
    decoupled: true,
    correction1: 0.1,
    correction2: 0.01,
  });
  return updates.flatMap(({ parameter, mean, variance }) => [parameter, mean, variance]);
};

/** What is tried of an engine: what training spends its time on, and each kind of loop that the kernels are made of. */
export const trials: Readonly<Record<string, Trial>> = {
  matmul,
  ...Object.fromEntries(
    functions.map((kind) => [kind, (kernels, make) => applied(kernels, make, kind)] as const),
  ),
  softmax,
  crossEntropy,
  layerNorm,
  batchNorm,
  attention,
  gru,
  adam,
} satisfies Record<string, Trial>;

function applied(kernels: WasmKernels, make: Make, kind: UnaryKind): Operand[] {
  const [x, y] = [make([171]), make([171])];
  kernels.unary?.(kind, x, y);
  return [y];
}

type Four = [Operand, Operand, Operand, Operand];
