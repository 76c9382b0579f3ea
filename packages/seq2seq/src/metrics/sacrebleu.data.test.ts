import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bleu, sentenceBleu, type BleuSmoothing } from './bleu.ts';
import { chrf } from './chrf.ts';
import { corpusScore, type Metric } from './metric.ts';
import { ter } from './ter.ts';

interface Golden {
  readonly score: number;
  readonly precisions?: readonly number[];
  readonly bp?: number;
  readonly sys_len?: number;
  readonly ref_len?: number;
  readonly signature: string;
}
interface Case {
  readonly lang: string;
  readonly hyps: readonly string[];
  readonly refs: readonly string[];
  readonly scores: Readonly<Record<string, Golden | readonly number[]>>;
}
const file = new URL('../../../../../shared/data/torch-golden/sacrebleu.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: readonly Case[] };

const metrics: Readonly<Record<string, Metric>> = {
  'bleu-13a': bleu(),
  'bleu-none': bleu({ tokenize: 'none' }),
  'bleu-intl': bleu({ tokenize: 'intl' }),
  'bleu-char': bleu({ tokenize: 'char' }),
  'bleu-zh': bleu({ tokenize: 'zh' }),
  'bleu-13a-lc': bleu({ lowercase: true }),
  chrf: chrf(),
  'chrf++': chrf({ wordOrder: 2 }),
  ter: ter(),
  'ter-asian-norm': ter({ normalized: true, asianSupport: true }),
};
const smoothings: readonly BleuSmoothing[] = ['none', 'floor', 'add-k', 'exp'];

/** Golden names of what some scores also tell. */
const details = {
  precisions: 'precisions',
  bp: 'brevityPenalty',
  sys_len: 'hypothesisLength',
  ref_len: 'referenceLength',
} as const;

describe.each(cases)('sacreBLEU, $lang', ({ hyps, refs, scores }) => {
  it.each(Object.keys(metrics))('conformance 11: %s', (name) => {
    const golden = scores[name] as Golden;
    const actual = corpusScore(metrics[name]!, hyps, refs);
    expect(actual.signature.replace('version:rondo', 'version:2.6.0')).toBe(golden.signature);
    expectClose([actual.score], [golden.score]);
    for (const [theirs, ours] of Object.entries(details)) {
      const expected = golden[theirs as keyof typeof details];
      const value = (actual as unknown as Record<string, number | number[]>)[ours]!;
      if (expected !== undefined) expectClose([value].flat(), [expected].flat());
    }
  });

  it.each(smoothings)('conformance 11: sentence BLEU, smoothing %s', (smoothing) => {
    const golden = scores[`sentence-bleu-${smoothing}`] as readonly number[];
    expect(golden.length).toBeGreaterThan(0);
    const actual = golden.map((_, i) => sentenceBleu(hyps[i]!, refs[i]!, { smoothing }).score);
    expectClose(actual, golden);
  });

  it('conformance 11: no score of the file is left out', () => {
    const covered = [...Object.keys(metrics), ...smoothings.map((name) => `sentence-bleu-${name}`)];
    expect(Object.keys(scores).toSorted()).toEqual(covered.toSorted());
    expect(hyps).toContain('');
  });
});

function expectClose(actual: readonly number[], expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) {
    expect(Math.abs(actual[i]! - value)).toBeLessThan(1e-6);
  }
}
