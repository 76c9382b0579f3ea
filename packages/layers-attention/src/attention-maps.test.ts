import { backward } from '@rondo/autograd';
import { cpu } from '@rondo/backend-cpu';
import { own } from '@rondo/golden';
import {
  currentBackend,
  dispose,
  manualSeed,
  memory,
  ones,
  randn,
  scope,
  useBackend,
  type Backend,
  type Tensor,
} from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { largestDifference } from '../test/largest-difference.ts';
import { Transformer, type TransformerMasks, type TransformerWeights } from './transformer.ts';

useBackend(cpu());
manualSeed(14);

const [N, S, T, E, H] = [2, 5, 3, 6, 3] as const;
const sizes = { feedForward: 7, encoderLayers: 2, decoderLayers: 2 };
const masks: TransformerMasks = { sourceLengths: [5, 2], causal: true };

const allOf = ({ encoder, decoder }: TransformerWeights): Tensor[] => [
  ...encoder,
  ...decoder.flatMap(({ self, memory: ofMemory }) => [self, ofMemory]),
];

describe('attention maps', () => {
  it.each([true, false])('come out of every layer, norm first %s', async (normFirst) => {
    const model = own(new Transformer(E, H, { ...sizes, normFirst, dropout: 0 }));
    const [source, target] = [randn([N, S, E]), randn([N, T, E])];
    const plain = model.forward(source, target, masks);
    const { output, weights } = model.forward(source, target, { ...masks, needWeights: 'heads' });
    expect(await largestDifference(output, plain)).toBeLessThan(1e-5);
    expect(allOf(weights).map(({ shape }) => shape)).toEqual([
      [N, H, S, S],
      [N, H, S, S],
      [N, H, T, T],
      [N, H, T, S],
      [N, H, T, T],
      [N, H, T, S],
    ]);
    for (const map of allOf(weights)) {
      expect(await largestDifference(map.sum(-1), ones(map.shape.slice(0, -1)))).toBeLessThan(1e-5);
    }
    // What is masked gets nothing: padding of the source, and the future.
    const [, , , ofMemory] = allOf(weights) as [Tensor, Tensor, Tensor, Tensor];
    expect(await ofMemory.select(0, 1).narrow(-1, 2, 3).sum().item()).toBe(0);
    expect(await weights.decoder[0]!.self.select(2, 0).narrow(-1, 1, 2).sum().item()).toBe(0);
    const mean = model.forward(source, target, { ...masks, needWeights: 'average' });
    for (const [i, map] of allOf(mean.weights).entries()) {
      expect(await largestDifference(map, allOf(weights)[i]!.mean(1))).toBeLessThan(1e-6);
    }
  });

  it('are those of each layer asked alone', async () => {
    const model = own(new Transformer(E, H, { ...sizes, dropout: 0 }));
    const source = randn([N, S, E]);
    const { weights } = model.encoder.forward(source, { needWeights: 'heads' });
    const [first, second] = model.encoder.layers;
    const middle = first!.forward(source, { needWeights: 'heads' });
    const last = second!.forward(middle.output, { needWeights: 'heads' });
    expect(await largestDifference(weights[0]!, middle.weights)).toBe(0);
    expect(await largestDifference(weights[1]!, last.weights)).toBe(0);
  });

  it('carry gradients, and leave nothing behind', () => {
    const model = own(new Transformer(E, H, sizes));
    const [source, target] = [randn([N, S, E]), randn([N, T, E])];
    const before = memory();
    backward(() => {
      const { output, weights } = model.forward(source, target, { needWeights: 'average' });
      return allOf(weights).reduce((sum, map) => sum.add(map.square().sum()), output.sum());
    }).dispose();
    for (const parameter of model.parameters()) parameter.clearGrad();
    dispose(model.forward(source, target, { needWeights: 'heads' }));
    expect(memory()).toEqual(before);
  });
});

/** The sizes, in elements, of all that a backend allocates while the body runs. */
function allocations(body: () => void): number[] {
  const backend: Backend = currentBackend();
  const found: number[] = [];
  const allocate = backend.allocate.bind(backend);
  backend.allocate = (bytes) => {
    found.push(bytes / 4);
    return allocate(bytes);
  };
  try {
    body();
  } finally {
    backend.allocate = allocate;
  }
  return found;
}

describe('who asks for no maps', () => {
  const length = 61;
  // Nothing else is as large as a map of one head.
  const dropout = 0.1;
  const small = { encoderLayers: 1, decoderLayers: 1, feedForward: 13, dropout };

  it.each([{}, { sourceLengths: [length], targetLengths: [length - 2], causal: true }])(
    'pays for none: nothing of [T1, T2] is allocated, forward or backward, with masks %j',
    (given) => {
      const model = own(new Transformer(E, H, small));
      const [source, target] = [randn([1, length, E]), randn([1, length, E])];
      const train = (limits: TransformerMasks): void => {
        backward(() => model.forward(source, target, limits).sum()).dispose();
      };
      // The first run makes what stays, such as gradients.
      scope(() => train(given));
      const found = allocations(() => train(given));
      expect(found.length).toBeGreaterThan(50);
      expect(Math.max(...found)).toBeLessThan(length ** 2);
      const infer = allocations(() => model.forward(source, target, given).dispose());
      expect(Math.max(...infer)).toBeLessThan(length ** 2);
      const asked = allocations(() =>
        dispose(model.forward(source, target, { ...given, needWeights: 'heads' })),
      );
      expect(Math.max(...asked)).toBeGreaterThanOrEqual(H * length ** 2);
    },
  );
});
