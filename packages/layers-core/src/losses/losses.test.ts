import { backward, gradCheck, Parameter } from '@rondo/autograd';
import { cpu } from '@rondo/backend-cpu';
import { own } from '@rondo/golden';
import { rand, scope, ShapeError, tensor, useBackend, type Tensor } from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { gradCheckModule } from '../grad-check-module.ts';
import type { Module } from '../module.ts';
import {
  BCELoss,
  BCEWithLogitsLoss,
  CosineEmbeddingLoss,
  CosineSimilarity,
  CrossEntropyLoss,
  HuberLoss,
  KLDivLoss,
  L1Loss,
  MarginRankingLoss,
  MSELoss,
  NLLLoss,
  SmoothL1Loss,
} from './index.ts';

const [kernels, reference] = [cpu(), cpu({ kernels: 'reference' })];
useBackend(kernels);

interface AnyLoss extends Module {
  forward(...inputs: readonly Tensor[]): Tensor;
}

const integers = (...data: number[]): Tensor => own(tensor(Int32Array.from(data)));
const between = (low: number, high: number, seed: number, ...shape: number[]): Tensor =>
  own(
    scope(() =>
      rand(shape, { seed })
        .mul(high - low)
        .add(low),
    ),
  );

describe('gradients', () => {
  const none = { reduction: 'none' } as const;
  const losses: readonly (readonly [make: () => AnyLoss, low: number, high: number])[] = [
    [() => new BCELoss(none), 0.1, 0.9],
    [() => new BCEWithLogitsLoss({ posWeight: tensor([0.5, 2, 3]) }), 0.1, 0.9],
    [() => new MSELoss(), -1, 1],
    [() => new HuberLoss({ delta: 0.3 }), -1, 1],
    [() => new SmoothL1Loss({ beta: 0.3, reduction: 'sum' }), -1, 1],
    [() => new KLDivLoss({ reduction: 'batchmean' }), 0.1, 0.9],
    [() => new KLDivLoss({ logTarget: true }), -1, 1],
    [() => new CosineSimilarity(), 0.2, 1],
  ];
  it.each(losses)('loss %#', async (make, low, high) => {
    const [x, y] = [between(low, high, 1, 5, 3), between(low, high, 2, 5, 3)];
    const loss = own(make());
    await gradCheckModule(loss, (...inputs) => scope(() => loss.forward(...inputs)), [x, y]);
  });

  it('losses with a bend, away from it', async () => {
    const [x, y] = [between(0, 1, 3, 5, 3), between(1.1, 2, 4, 5, 3)];
    await gradCheck((a, b) => new L1Loss(none).forward(a, b), [x, y]);
    const margin = own(new MarginRankingLoss({ ...none, margin: 0.05 }));
    const up = own(tensor(new Float32Array(15).fill(-1), { shape: [5, 3] }));
    const down = own(scope(() => up.neg()));
    await gradCheck((a, b) => scope(() => margin.forward(a, b, down)), [x, y]);
    await gradCheck((a, b) => scope(() => margin.forward(a, b, up)), [x, y]);
    const pairs = own(new CosineEmbeddingLoss({ ...none, margin: 0.25 }));
    const sides = integers(1, -1, -1, 1, 1);
    await gradCheck((a, b) => scope(() => pairs.forward(a, b, sides)), [x, y]);
  });

  it('losses of classes', async () => {
    const x = between(-1, 1, 5, 2, 5, 3);
    const targets = own(scope(() => integers(1, -100, 3, 0, 2, 2).reshape([2, 3])));
    const options = (): { weight: Tensor } => ({ weight: tensor([0.5, 1, 2, 3, 0]) });
    const [nll, cross] = [
      own(new NLLLoss(options())),
      own(new CrossEntropyLoss({ ...options(), labelSmoothing: 0.2 })),
    ];
    await gradCheck((logits) => scope(() => nll.forward(logits, targets)), [x]);
    await gradCheck((logits) => scope(() => cross.forward(logits, targets)), [x]);
    const probabilities = between(0, 1, 6, 2, 5, 3);
    await gradCheck((logits, q) => scope(() => cross.forward(logits, q)), [x, probabilities]);
  });
});

describe.each([
  ['the kernel', kernels],
  ['the composed twin', reference],
])('conformance 14: label smoothing with banned tokens, by %s', (_, backend) => {
  const run = async (loss: CrossEntropyLoss): Promise<[ArrayLike<number>, ArrayLike<number>]> => {
    useBackend(backend);
    const logits = own(
      new Parameter(
        tensor([
          [2, -Infinity, 0.5],
          [-Infinity, 1, 1],
          [3, 0, -Infinity],
        ]),
      ),
    );
    const targets = integers(0, 1, -100);
    const value = own(backward(() => scope(() => loss.forward(logits, targets))));
    return Promise.all([value.data(), logits.grad!.data()]);
  };

  it('is no NaN: infinite, with finite gradients', async () => {
    useBackend(backend);
    const [value, gradient] = await run(own(new CrossEntropyLoss({ labelSmoothing: 0.1 })));
    expect(Array.from(value)).toEqual([Infinity]);
    expect(Array.from(gradient).every(Number.isFinite)).toBe(true);
  });

  it('is finite where banned classes have weight 0', async () => {
    useBackend(backend);
    const weight = tensor([1, 0, 1]);
    const loss = own(new CrossEntropyLoss({ labelSmoothing: 0.1, weight, reduction: 'sum' }));
    const logits = own(new Parameter(tensor([[2, -Infinity, 0.5]])));
    const value = own(backward(() => scope(() => loss.forward(logits, integers(0)))));
    const surprise = [0, 1.5].map((gap) => Math.log(1 + Math.exp(-1.5)) + gap) as [number, number];
    const expected = 0.9 * surprise[0] + (0.1 / 3) * (surprise[0] + surprise[1]);
    expect(await value.item()).toBeCloseTo(expected, 6);
    const gradient = await logits.grad!.data();
    expect(gradient[1]).toBe(0);
    expect(gradient.every(Number.isFinite)).toBe(true);
  });
});

describe('modules', () => {
  it("have PyTorch's defaults and buffers", () => {
    useBackend(kernels);
    const loss = own(new BCEWithLogitsLoss({ weight: tensor([1]), posWeight: tensor([2]) }));
    expect(Object.keys(loss.stateDict())).toEqual(['weight', 'pos_weight']);
    expect(loss.parameters()).toEqual([]);
    expect(new SmoothL1Loss()).toMatchObject({ reduction: 'mean', beta: 1 });
    expect(new HuberLoss()).toMatchObject({ delta: 1 });
    expect(new CosineEmbeddingLoss()).toMatchObject({ margin: 0 });
    expect(new CosineSimilarity()).toMatchObject({ dim: 1, eps: 1e-8 });
  });

  it('say where they are', () => {
    const [x, y] = [between(0, 1, 7, 3), between(0, 1, 7, 3, 1)];
    const loss = new MSELoss();
    expect(() => loss.forward(x, y)).toThrow(ShapeError);
    expect(() => loss.forward(x, y)).toThrow(/MSELoss.*expected target \[3\]/);
  });
});
