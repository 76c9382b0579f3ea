import { expect, it } from 'vitest';
import { arange, ones, rand, tensor } from '../create.ts';
import * as rondo from '../index.ts';
import { dispose } from '../scope.ts';
import { memory } from '../storage.ts';
import type { Tensor } from '../tensor.ts';

const matrix = (): Tensor => rand([2, 3], { seed: 1 });
const cube = (): Tensor => rand([2, 3, 5], { seed: 1 });
const places = (...data: number[]): Tensor => tensor(Int32Array.from(data));
const truth = (): Tensor => tensor([true, false]);

/** What a function is called with: tensors as functions that make them. */
type Argument =
  | (() => Tensor)
  | (() => Tensor)[]
  | number
  | readonly unknown[]
  | object
  | string
  | undefined;

const calls: readonly (readonly [name: string, ...Argument[]])[] = [
  ['add', matrix, 1],
  ['greater', matrix, 0.5],
  ['logicalNot', truth],
  ['logicalXor', truth, truth],
  ['isNaN', matrix],
  ['where', truth, 1, 2],
  ['where', truth, 1, truth],
  ['clamp', matrix, 0.2, 0.8],
  ['stack', [matrix, matrix], 1],
  ['repeat', matrix, [2, 2]],
  ['pad', matrix, [[1, 1]]],
  ['select', matrix, 1, 1],
  ['flatten', cube, 1],
  ['squeeze', cube],
  ['gather', cube, 0, () => ones([1, 2, 4], { dtype: 'int32' })],
  ['indexSelect', matrix, 1, () => places(0, 2)],
  ['embedding', () => places(0, 1), matrix],
  ['oneHot', () => places(0, 1), 3],
  ['mean', matrix, 1],
  ['variance', matrix, 1],
  ['logSumExp', matrix, 1],
  ['logSumExp', matrix, 1, { keepDim: true }],
  ['argmax', matrix],
  ['argmin', matrix, undefined, { keepDim: true }],
  ['softmax', matrix, 0],
  ['logSoftmax', matrix, 1],
  ['layerNorm', cube, [3, 5], { eps: 1 }],
  ['linear', cube, () => ones([4, 5]), () => ones([4])],
  ['linear', cube, () => ones([4, 5]), () => ones([4]), { activation: 'relu' }],
  ['matmul', cube, () => ones([5])],
  ['matmul', cube, () => ones([5, 2])],
  ['matmul', () => ones([3]), () => ones([3])],
  ['crossEntropy', cube, () => ones([2, 5], { dtype: 'int32' }), { labelSmoothing: 0.1 }],
  ['crossEntropy', cube, cube],
  ['crossEntropy', matrix, () => places(0, 1), { reduction: 'none' }],
  ['crossEntropy', () => ones([3]), () => tensor(1, { dtype: 'int32' })],
  ['nllLoss', matrix, () => places(0, 1), { reduction: 'sum' }],
  ['binaryCrossEntropy', matrix, matrix],
  ['binaryCrossEntropyWithLogits', matrix, matrix, { reduction: 'none' }],
  ['mseLoss', matrix, matrix],
  ['smoothL1Loss', matrix, matrix, { beta: 0.5 }],
  ['huberLoss', matrix, matrix],
  ['klDivLoss', matrix, matrix, { reduction: 'batchmean' }],
  ['cosineSimilarity', matrix, matrix],
  ['cosineEmbeddingLoss', matrix, matrix, () => places(1, -1)],
  ['marginRankingLoss', matrix, matrix, matrix, { margin: 0.1 }],
  ['maxPool1d', cube, 2, { padding: 1 }],
  ['avgPool2d', cube, [2, 3], { countIncludePad: false }],
  ['adaptiveAvgPool3d', () => ones([1, 2, 2, 3, 3]), [1, null, 2]],
  ['addLayerNorm', matrix, matrix, [3]],
  ['dropout', matrix, 0.5],
  ['dropout', matrix, 1],
  ['rnnSequence', () => ones([2, 3, 5]), () => ones([5, 5]), { nonlinearity: 'relu' }],
  ['gruSequence', () => ones([2, 3, 15]), () => ones([15, 5]), { reverse: true }],
  ['lstmSequence', () => ones([2, 3, 20]), () => ones([20, 5])],
  ['scaledDotProductAttention', cube, cube, cube, { causal: true, dropout: 0.5 }],
  ['conv1d', cube, () => ones([4, 3, 2]), { padding: 1 }],
  ['conv2d', () => ones([1, 2, 3, 3]), () => ones([4, 1, 2, 2]), { groups: 2 }],
  ['conv3d', () => ones([1, 2, 2, 3, 3]), () => ones([4, 2, 2, 2, 2])],
  ['attentionWeights', matrix, matrix],
  ['rnnStep', () => ones([2, 5]), () => ones([2, 5]), () => ones([5, 5])],
  ['gruStep', () => ones([2, 15]), () => ones([2, 5]), () => ones([15, 5])],
  ['cumsum', matrix, 1],
  ['topk', cube, 2, 1],
  ['sort', cube, 1],
  ['argsort', matrix, 1],
  ['diagonal', () => rand([3, 3], { seed: 1 })],
  ['einsum', 'ij,kj,k->i', matrix, matrix, () => ones([2])],
  ['split', matrix, 1, 1],
  ['rand', [3]],
];

/** A reshape of a view that has to be copied. */
const views: readonly (readonly [string, (x: Tensor) => Tensor])[] = [
  ['reshape', (x) => rondo.reshape(x, [6])],
  ['argmax', (x) => rondo.argmax(x)],
  ['linear', (x) => rondo.linear(x, x)],
  ['softmax', (x) => rondo.softmax(x)],
];

const functions: Readonly<Record<string, unknown>> = { ...rondo };

function made(argument: Argument): unknown {
  if (typeof argument === 'function') return argument();
  if (Array.isArray(argument)) return argument.map((item: Argument) => made(item));
  return argument;
}

for (const [name, ...args] of calls) {
  it(`${name} leaves nothing behind outside of scopes`, () => {
    const before = memory();
    const inputs = args.map(made);
    const f = functions[name] as (...inputs: unknown[]) => unknown;
    const result = f(...inputs);
    dispose([inputs, result]);
    expect(memory()).toEqual(before);
  });
}

it.each(views)('%s of a view leaves nothing behind outside of scopes', (_name, f) => {
  const before = memory();
  const base = arange(0, 6, 1, { dtype: 'float32' });
  const rows = base.reshape([2, 3]);
  const view = rows.transpose(0, 1);
  dispose([base, rows, view, f(view)]);
  expect(memory()).toEqual(before);
});
