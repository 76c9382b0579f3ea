import { cpu } from '@rondo/backend-cpu';
import { own } from '@rondo/golden';
import {
  DTypeError,
  memory,
  randn,
  RangeFault,
  useBackend,
  zeros,
  type Tensor,
} from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { AdditiveAttention } from './additive-attention.ts';
import { AlibiPositions } from './alibi-positions.ts';
import { FeedForward } from './feed-forward.ts';
import { LearnedPositions } from './learned-positions.ts';
import { MultiheadAttention } from './multihead-attention.ts';
import { MultiplicativeAttention } from './multiplicative-attention.ts';
import { RelativePositions } from './relative-positions.ts';
import { RotaryPositions } from './rotary-positions.ts';
import { SinusoidalPositions } from './sinusoidal-positions.ts';
import { TransformerDecoder } from './transformer-decoder.ts';
import { TransformerDecoderLayer } from './transformer-decoder-layer.ts';
import { TransformerEncoder } from './transformer-encoder.ts';
import { TransformerEncoderLayer } from './transformer-encoder-layer.ts';
import { Transformer } from './transformer.ts';

useBackend(cpu());

type Constructor = new (...args: never[]) => object;
/** What only those make who have no types, or have read wrong. */
const make = (of: Constructor, ...args: unknown[]): object => Reflect.construct(of, args) as object;

describe('a constructor that refuses', () => {
  const layers = [TransformerEncoderLayer, TransformerDecoderLayer];
  const stacks = [TransformerEncoder, TransformerDecoder];
  it.each<[Constructor, unknown[], RegExp]>([
    ...[...layers, ...stacks, Transformer].flatMap((of): [Constructor, unknown[], RegExp][] => [
      [of, [8, 3], /expected heads to divide dModel = 8, received 3/],
      [of, [8.5, 2], /expected dModel to be a whole number/],
      [of, [8, 2, { dropout: 2 }], /expected dropout from 0 to 1/],
      [of, [8, 2, { activation: 'swish' }], /expected the activation/],
      [of, [8, 2, { feedForward: -3 }], /expected feedForward to be a whole number/],
      [of, [8, 2, { keyValueHeads: 3 }], /expected keyValueHeads to divide heads = 2/],
      [of, [8, 2, { positions: new AlibiPositions(4) }], /expected positions for numHeads = 2/],
      [of, [8, 2, { norm_first: true }], /no option 'norm_first', did you mean 'normFirst'/],
      [of, [8, 2, { maskSense: 'blocked' }], /expected the maskSense 'mayAttend' or 'torch'/],
    ]),
    ...stacks.flatMap((of): [Constructor, unknown[], RegExp][] => [
      [of, [8, 2, { numLayers: 2.5 }], /expected numLayers to be a whole number of 0 or more/],
      [of, [8, 2, { numLayers: -1 }], /received -1/],
      [of, [8, 2, { num_layers: 2 }], /no option 'num_layers', did you mean 'numLayers'/],
    ]),
    [Transformer, [8, 2, { decoderLayers: -1 }], /expected decoderLayers/],
    [Transformer, [8, 2, { decoderPositions: new RotaryPositions(6) }], /for headDim = 4/],
    [MultiheadAttention, [8, 3], /expected numHeads to divide embedDim = 8/],
    [MultiheadAttention, [8, 2, { kdim: 0 }], /expected kdim/],
    [MultiheadAttention, [8, 2, { dropOut: 0.1 }], /did you mean 'dropout'/],
    [FeedForward, [8, 2.5], /expected units/],
    [FeedForward, [8, 2, { dropout: NaN }], /expected dropout from 0 to 1/],
    [AdditiveAttention, [4, 5, -1], /expected attentionDim/],
    [AdditiveAttention, [4, 5, 6, { biases: true }], /did you mean 'bias'/],
    [MultiplicativeAttention, [4, 0], /expected keyDim/],
    [LearnedPositions, [0, 4], /expected maxLength/],
    [SinusoidalPositions, [4, { drop: 0.1 }], /there is no option 'drop'/],
    [RelativePositions, [1.5], /expected numHeads/],
    [RotaryPositions, [4, { theta: 3 }], /there is no option 'theta'/],
  ])('%o names itself and leaks nothing: %j', (of, args, message) => {
    const before = memory();
    expect(() => make(of, ...args)).toThrow(message);
    expect(() => make(of, ...args)).toThrow(RangeFault);
    expect(() => make(of, ...args)).toThrow(new RegExp(`^${of.name}: `));
    expect(memory()).toEqual(before);
  });
});

describe('a call that is refused', () => {
  const x = (): Tensor => randn([2, 3, 8]);
  const whole = (): Tensor => zeros([2, 3, 8], { dtype: 'int32' });
  const calls = (options: object, input: () => Tensor): [string, () => unknown][] => {
    const small = { feedForward: 4 };
    const attention = own(new MultiheadAttention(8, 2));
    const encoderLayer = own(new TransformerEncoderLayer(8, 2, small));
    const encoder = own(new TransformerEncoder(8, 2, { ...small, numLayers: 1 }));
    const decoderLayer = own(new TransformerDecoderLayer(8, 2, small));
    const decoder = own(new TransformerDecoder(8, 2, { ...small, numLayers: 1 }));
    const model = own(new Transformer(8, 2, { ...small, encoderLayers: 1, decoderLayers: 1 }));
    return [
      ['query', () => attention.forward(input(), x(), x(), options)],
      ['x', () => encoderLayer.forward(input(), options)],
      ['x', () => encoder.forward(input(), options)],
      ['target', () => decoderLayer.forward(input(), x(), options)],
      ['target', () => decoder.forward(input(), x(), options)],
      ['source', () => model.forward(input(), x(), options)],
    ];
  };

  it('names options that it does not have, and weights that there are not', () => {
    for (const [, call] of calls({ needWeight: 'heads' }, x)) {
      expect(call).toThrow(/there is no option 'needWeight', did you mean 'needWeights'/);
    }
    for (const needWeights of [true, 'avg']) {
      for (const [, call] of calls({ needWeights }, x)) {
        expect(call).toThrow(/expected needWeights 'average' \(over the heads\) or 'heads'/);
      }
    }
    for (const [, call] of calls({ needWeights: false }, x)) call();
  });

  it('names the input of whole numbers', () => {
    for (const [name, call] of calls({}, whole)) {
      expect(call).toThrow(DTypeError);
      expect(call).toThrow(new RegExp(`: expected ${name} of float32, received int32`));
    }
  });

  it('names a padding mask that is in no sense', () => {
    const keyPaddingMask = zeros([2, 3], { dtype: 'bool' });
    const attention = own(new MultiheadAttention(8, 2));
    expect(() => attention.forward(x(), x(), x(), { keyPaddingMask })).toThrow(
      /maskSense: 'torch'/,
    );
    const torch = own(new MultiheadAttention(8, 2, { maskSense: 'torch' }));
    const mask = zeros([5, 3, 3], { dtype: 'bool' });
    expect(() => torch.forward(x(), x(), x(), { mask })).toThrow(
      /^MultiheadAttention: expected mask \[T1, T2\] or \[N·heads, T1, T2\] with heads = 2/,
    );
  });

  it('names x of a FeedForward', () => {
    const layer = own(new FeedForward(4, 6));
    expect(() => layer.forward(randn([2, 5]))).toThrow(
      /^FeedForward: expected x \[\.\.\., dModel\] with dModel = 4, received \[2, 5\]/,
    );
  });
});
