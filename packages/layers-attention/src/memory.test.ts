import { backward, Parameter } from '@rondo/autograd';
import { cpu } from '@rondo/backend-cpu';
import { dispose, manualSeed, randn, scope, useBackend, type Tensor } from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { AlibiPositions } from './alibi-positions.ts';
import { MultiheadAttention } from './multihead-attention.ts';
import { MultiplicativeAttention } from './multiplicative-attention.ts';
import { RelativePositions } from './relative-positions.ts';
import { RotaryPositions } from './rotary-positions.ts';
import { TransformerEncoderLayer } from './transformer-encoder-layer.ts';

const usual = cpu();
useBackend(usual);

const [E, H] = [16, 2] as const;

interface Layer {
  forward(x: Tensor): Tensor;
  dispose(): void;
  parameters(): Parameter[];
}

const attention = (options: ConstructorParameters<typeof MultiheadAttention>[2]): Layer => {
  const layer = new MultiheadAttention(E, H, options);
  return {
    forward: (x) => layer.forward(x, x, x, { causal: true }).output,
    dispose: () => layer.dispose(),
    parameters: () => layer.parameters(),
  };
};

const scored = (score: 'dot' | 'general'): Layer => {
  const layer = new MultiplicativeAttention(E, E, { score });
  return {
    forward: (x) => layer.forward(x, x, { causal: true, needWeights: false }).context,
    dispose: () => layer.dispose(),
    parameters: () => layer.parameters(),
  };
};

/** The most bytes in use at once on a backend of its own, forward and backward, and the bytes of one map of all heads. */
function peakOf(make: () => Layer, T: number): number {
  const backend = cpu();
  useBackend(backend);
  try {
    manualSeed(3);
    const layer = make();
    const x = new Parameter(randn([1, T, E]));
    scope(() => void backward(() => layer.forward(x).sum()));
    dispose([x]);
    layer.dispose();
    return backend.describe().memory.peakBytes;
  } finally {
    useBackend(usual);
    backend.dispose();
  }
}

describe('memory of attention grows with the length, not with its square', () => {
  it.each<[string, () => Layer]>([
    ['causal', () => attention({})],
    ['grouped heads', () => attention({ keyValueHeads: 1 })],
    ['rotary positions', () => attention({ positions: new RotaryPositions(E / H) })],
    ['a learned key', () => attention({ biasKV: true })],
    ['a key of zeros', () => attention({ addZeroAttention: true })],
    ['dropout', () => attention({ dropout: 0.1 })],
    ['a dot score', () => scored('dot')],
    ['a general score', () => scored('general')],
    ['ALiBi', () => attention({ positions: new AlibiPositions(H) })],
    ['a layer', () => new TransformerEncoderLayer(E, H, { feedForward: 16, dropout: 0 })],
  ])('forward and backward, %s', (_name, make) => {
    const [short, long] = [peakOf(make, 1024), peakOf(make, 4096)];
    // 16 where the scores of all pairs exist at once: of two heads they alone take 128 MiB at 4096.
    expect(long / short).toBeLessThan(5);
    expect(long).toBeLessThan(16 * 2 ** 20);
  });
});

it('learned relative positions take the gradient of their bias, one number for each score, and little more', () => {
  const T = 2048;
  const plain = peakOf(() => attention({}), T);
  const relative = peakOf(() => attention({ positions: new RelativePositions(H) }), T);
  expect(relative - plain).toBeLessThan(1.3 * 4 * H * T * T);
});
