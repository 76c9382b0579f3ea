import { cpu } from '@rondo/backend-cpu';
import { own } from '@rondo/golden';
import { randn, RangeFault, ShapeError, useBackend } from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { NonLocalBlock1d, NonLocalBlock2d, NonLocalBlock3d } from './non-local-block.ts';

useBackend(cpu());

describe('refuses', () => {
  it.each<[string, number, object, RegExp]>([
    ['no channels', 0, {}, /NonLocalBlock2d: expected channels as a whole number of 1 or more/],
    ['no inner channels', 4, { innerChannels: 0 }, /innerChannels .* received 0/],
    [
      'another form',
      4,
      { form: 'dot_product' },
      /form as one of embeddedGaussian, .*'?dot_product/,
    ],
    ['another place to pool', 4, { subsample: 'both' }, /subsample as one of false, true, after/],
    ['another norm', 4, { norm: 'layer' }, /norm as one of batch, none, received layer/],
    ['a deviation below 0', 4, { std: -1 }, /std as a number of 0 or more, received -1/],
    ['a scale that is no choice', 4, { scale: 0.5 }, /scale as one of true, false, received 0.5/],
    ['a beginning that is no choice', 4, { zeroInit: 1 }, /zeroInit as one of true, false/],
    ['another option', 4, { subSample: true }, /did you mean 'subsample'/],
  ])('%s', (_name, channels, options, message) => {
    const make = (): unknown => new NonLocalBlock2d(channels, options);
    expect(make).toThrow(RangeFault);
    expect(make).toThrow(message);
  });

  it('other axes and other channels', () => {
    const block = own(new NonLocalBlock2d(4));
    for (const shape of [
      [4, 3, 5],
      [2, 4, 3, 5, 1],
      [2, 3, 4, 5],
    ]) {
      expect(() => block.forward(randn(shape))).toThrow(ShapeError);
      expect(() => block.similarityMaps(randn(shape))).toThrow(
        /NonLocalBlock2d: expected x \[N, channels, H, W\] with channels = 4/,
      );
    }
  });

  it('too few positions to pool', () => {
    const blocks = [
      [new NonLocalBlock1d(2, { subsample: true }), [1, 2, 1], /at least \[2\]/],
      [new NonLocalBlock2d(2, { subsample: true }), [1, 2, 7, 1], /at least \[2, 2\]/],
      [new NonLocalBlock3d(2, { subsample: 'before' }), [1, 2, 5, 1, 2], /at least \[1, 2, 2\]/],
    ] as const;
    for (const [block, shape, message] of blocks) {
      expect(() => own(block).forward(randn([...shape]))).toThrow(message);
      expect(() => block.forward(randn([...shape]))).toThrow(
        /use larger inputs, or subsample: false/,
      );
    }
    expect(() => own(new NonLocalBlock1d(2)).forward(randn([1, 2, 0]))).toThrow(/at least \[1\]/);
  });

  it('queries outside', () => {
    const block = own(new NonLocalBlock2d(2));
    const x = randn([1, 2, 3, 5]);
    expect(block.similarityMaps(x, { queries: [14, [2, 4]] }).shape).toEqual([1, 2, 15]);
    for (const query of [15, -1, 0.5, [3, 0], [0, 5], [1], [0, 0, 0]]) {
      expect(() => block.similarityMaps(x, { queries: [query] })).toThrow(
        /queries as numbers of positions or as \[H, W\] within \[3, 5\]/,
      );
    }
  });
});
