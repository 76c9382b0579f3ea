import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { corpusBleu, sentenceBleu, type BleuOptions, type BleuScore, type BleuSmoothing } from './bleu.ts';

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

const corpusVariants: Readonly<Record<string, BleuOptions>> = {
  'bleu-13a': {},
  'bleu-none': { tokenize: 'none' },
  'bleu-intl': { tokenize: 'intl' },
  'bleu-char': { tokenize: 'char' },
  'bleu-zh': { tokenize: 'zh' },
  'bleu-13a-lc': { lowercase: true },
};

function expectGolden(score: BleuScore, golden: Golden): void {
  expect(Math.abs(score.score - golden.score)).toBeLessThan(1e-6);
  expect(score.signature).toBe(golden.signature.replace(/version:.*/u, 'version:rondo'));
  if (golden.precisions === undefined) return;
  for (const [n, precision] of golden.precisions.entries()) {
    expect(Math.abs(score.precisions[n]! - precision)).toBeLessThan(1e-6);
  }
  expect(Math.abs(score.brevityPenalty - golden.bp!)).toBeLessThan(1e-6);
  expect([score.hypothesisLength, score.referenceLength]).toEqual([golden.sys_len, golden.ref_len]);
}

describe.each(cases)('sacreBLEU, $lang', ({ hyps, refs, scores }) => {
  it.each(Object.keys(corpusVariants))('%s', (name) => {
    expectGolden(corpusBleu(hyps, refs, corpusVariants[name]), scores[name] as Golden);
  });

  it.each(['none', 'floor', 'add-k', 'exp'] satisfies BleuSmoothing[])('sentences, smoothing %s', (smoothing) => {
    const golden = scores[`sentence-bleu-${smoothing}`] as readonly number[];
    expect(golden.length).toBeGreaterThan(0);
    for (const [i, expected] of golden.entries()) {
      const { score } = sentenceBleu(hyps[i]!, refs[i]!, { smoothing });
      expect(Math.abs(score - expected)).toBeLessThan(1e-6);
    }
  });

  it('covers every BLEU in the file', () => {
    const covered = [...Object.keys(corpusVariants), ...['none', 'floor', 'add-k', 'exp'].map((s) => `sentence-bleu-${s}`)];
    expect(Object.keys(scores).filter((name) => name.includes('bleu')).toSorted()).toEqual(covered.toSorted());
  });
});
