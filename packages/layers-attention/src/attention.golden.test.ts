import { readFileSync } from 'node:fs';
import { cpu } from '@rondo/backend-cpu';
import { own, runGolden, type GoldenCase, type GoldenModule } from '@rondo/golden';
import { useBackend, type Tensor } from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { AdditiveAttention } from './additive-attention.ts';
import { AlibiPositions } from './alibi-positions.ts';
import { FeedForward } from './feed-forward.ts';
import { MultiheadAttention } from './multihead-attention.ts';
import { MultiplicativeAttention } from './multiplicative-attention.ts';
import type { Positions } from './positions.ts';
import {
  relativeBucket,
  RelativePositions,
  type RelativePositionsOptions,
} from './relative-positions.ts';
import { RotaryPositions } from './rotary-positions.ts';

useBackend(cpu());

interface Fixture {
  readonly cases: readonly GoldenCase[];
  readonly tables: readonly (RelativePositionsOptions & {
    readonly first: number;
    readonly buckets: readonly number[];
  })[];
}

const url = new URL('../test/fixtures/generated/attention.json', import.meta.url);
const { cases, tables } = JSON.parse(readFileSync(url, 'utf8')) as Fixture;

const [Q, K, A, E, H] = [4, 6, 7, 12, 3] as const;
const keyLengths = [5, 2];

type Tensors = Readonly<Record<string, Tensor>>;
interface Subject {
  readonly module: GoldenModule & { dispose(): void };
  readonly forward: (inputs: Tensors) => Tensor[];
}

function positionsOf(ctor: Readonly<Record<string, unknown>>): Positions | undefined {
  if (ctor['positions'] === 'rotary') {
    const { base, pairs } = ctor as { base: number; pairs: 'adjacent' | 'halves' };
    return new RotaryPositions(E / H, { base, pairs });
  }
  if (ctor['positions'] === 'alibi') return new AlibiPositions(H);
  if (ctor['positions'] === 'relative') {
    const { positions: _, causal: __, scale: ___, ...options } = ctor;
    return new RelativePositions(H, options);
  }
  return undefined;
}

function scored(module: AdditiveAttention | MultiplicativeAttention): Subject {
  return {
    module,
    forward: ({ query, memory }) => {
      const { context, weights } = module.forward(query!, memory!, { keyLengths });
      return [context, weights];
    },
  };
}

function subjectOf({ name, ctor = {} }: GoldenCase): Subject {
  const bias = ctor['bias'] !== false;
  if (name === 'additive') return scored(new AdditiveAttention(Q, K, A, { bias }));
  if (name === 'dot') return scored(new MultiplicativeAttention(K, K, { score: 'dot' }));
  if (name === 'general') return scored(new MultiplicativeAttention(Q, K));
  if (name === 'concat') {
    return scored(new MultiplicativeAttention(Q, K, { score: 'concat', attentionDim: A }));
  }
  if (name === 'swiglu') {
    const module = new FeedForward(E, 7, { activation: 'swiglu', dropout: 0, bias });
    return { module, forward: ({ x }) => [module.forward(x!)] };
  }
  const { scale, keyValueHeads } = ctor as { scale?: number; keyValueHeads?: number };
  const module = new MultiheadAttention(E, H, {
    ...(scale === undefined ? {} : { scale }),
    keyValueHeads,
    positions: positionsOf(ctor),
  });
  const causal = ctor['causal'] === true;
  return {
    module,
    forward: ({ query, key }) => [
      module.forward(query!, key!, key!, { keyLengths, causal }).output,
    ],
  };
}

describe('as PyTorch computes the formulas', () => {
  const titled = cases.map((golden) => ({
    title: `${golden.name} ${JSON.stringify(golden.ctor)}`,
    golden,
  }));

  it.each(titled)('$title', async ({ golden }) => {
    const { module, forward } = subjectOf(golden);
    own(module);
    // The gradient of a key's bias is 0 but for rounding: every key of a softmax moves alike.
    expect(await runGolden(golden, module, forward, { gradientScale: 'tensor' })).toEqual([]);
  });
});

describe('relativeBucket', () => {
  it.each(tables)(
    'has the buckets of T5: $numBuckets, up to $maxDistance, bidirectional $bidirectional',
    ({ first, buckets, ...options }) => {
      const found = buckets.map((_, i) => relativeBucket(first + i, options));
      expect(found).toEqual(buckets);
    },
  );
});
