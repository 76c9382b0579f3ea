import { cpu } from '@rondo/backend-cpu';
import { own } from '@rondo/golden';
import { manualSeed, memory, randn, scope, ShapeError, tensor, useBackend } from '@rondo/tensor';
import { expect, it } from 'vitest';
import { largestDifference } from '../test/largest-difference.ts';
import { MultiheadAttention } from './multihead-attention.ts';
import { TransformerDecoder } from './transformer-decoder.ts';
import { TransformerDecoderLayer } from './transformer-decoder-layer.ts';
import { TransformerEncoder } from './transformer-encoder.ts';
import { TransformerEncoderLayer } from './transformer-encoder-layer.ts';
import { Transformer } from './transformer.ts';

useBackend(cpu());
manualSeed(12);

const [S, T, E, H] = [5, 3, 6, 2] as const;
const small = { feedForward: 7, dropout: 0 };

it('one sequence without a batch is a batch of one', async () => {
  const [source, target] = [randn([S, E]), randn([T, E])];
  const [sources, targets] = [source.unsqueeze(0), target.unsqueeze(0)];
  const attention = own(new MultiheadAttention(E, H));
  const options = { keyLengths: [4], needWeights: 'heads' } as const;
  const one = attention.forward(target, source, source, options);
  const batch = attention.forward(targets, sources, sources, options);
  expect([one.output.shape, one.weights.shape]).toEqual([
    [T, E],
    [H, T, S],
  ]);
  const pairs = [
    [one.output, batch.output],
    [one.weights, batch.weights],
  ];
  const ofSource = { keyLengths: [4], causal: true };
  for (const encoder of [
    own(new TransformerEncoderLayer(E, H, small)),
    own(new TransformerEncoder(E, H, { ...small, numLayers: 2 })),
  ]) {
    pairs.push([encoder.forward(source, ofSource), encoder.forward(sources, ofSource)]);
  }
  const ofTarget = { causal: true, memoryLengths: [3] };
  for (const decoder of [
    own(new TransformerDecoderLayer(E, H, small)),
    own(new TransformerDecoder(E, H, { ...small, numLayers: 2 })),
  ]) {
    pairs.push([
      decoder.forward(target, source, ofTarget),
      decoder.forward(targets, sources, ofTarget),
    ]);
  }
  const model = own(new Transformer(E, H, { ...small, encoderLayers: 1, decoderLayers: 2 }));
  const masks = { sourceLengths: [4], causal: true, needWeights: 'average' } as const;
  const [alone, all] = [
    model.forward(source, target, masks),
    model.forward(sources, targets, masks),
  ];
  pairs.push([alone.output, all.output]);
  pairs.push([alone.weights.decoder[1]!.memory, all.weights.decoder[1]!.memory]);
  for (const [single, batched] of pairs) {
    expect(await largestDifference(single!.unsqueeze(0), batched!)).toBe(0);
  }
});

it("takes PyTorch's padding mask of one sequence, mixes no ranks, and leaks nothing", async () => {
  const encoder = own(new TransformerEncoder(E, H, { ...small, numLayers: 1, maskSense: 'torch' }));
  const x = randn([3, E]);
  const masked = encoder.forward(x, { keyPaddingMask: tensor([false, false, true]) });
  const cut = encoder.forward(x, { keyLengths: [2] });
  expect(await largestDifference(masked, cut)).toBeLessThan(1e-6);
  const before = memory();
  scope(() => void encoder.forward(x));
  expect(memory()).toEqual(before);
  const attention = own(new MultiheadAttention(E, H));
  expect(() => attention.forward(x, x.unsqueeze(0), x.unsqueeze(0))).toThrow(ShapeError);
});
