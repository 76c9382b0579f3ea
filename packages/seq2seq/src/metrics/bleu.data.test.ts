import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  corpusBleu,
  sentenceBleu,
  type BleuOptions,
  type BleuScore,
  type BleuSmoothing,
} from './bleu.ts';

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

/** Our result in the golden file's words; numbers within 1e-6 are taken as equal. */
function inGoldenWords(score: BleuScore, golden: Golden): Partial<Golden> {
  return {
    score: closeTo(score.score, golden.score),
    ...(golden.precisions && {
      precisions: score.precisions.map((precision, n) =>
        closeTo(precision, golden.precisions![n]!),
      ),
      bp: closeTo(score.brevityPenalty, golden.bp!),
      sys_len: score.hypothesisLength,
      ref_len: score.referenceLength,
    }),
    signature: score.signature.replace('version:rondo', 'version:2.6.0'),
  };
}

/** The expected value if the actual one is within 1e-6 of it, else the actual value. */
const closeTo = (actual: number, expected: number): number =>
  Math.abs(actual - expected) < 1e-6 ? expected : actual;

describe.each(cases)('sacreBLEU, $lang', ({ hyps, refs, scores }) => {
  it.each(Object.keys(corpusVariants))('%s', (name) => {
    const golden = scores[name] as Golden;
    expect(inGoldenWords(corpusBleu(hyps, refs, corpusVariants[name]), golden)).toEqual(golden);
  });

  it.each(['none', 'floor', 'add-k', 'exp'] satisfies BleuSmoothing[])(
    'sentences, smoothing %s',
    (smoothing) => {
      const golden = scores[`sentence-bleu-${smoothing}`] as readonly number[];
      expect(golden.length).toBeGreaterThan(0);
      for (const [i, expected] of golden.entries()) {
        const { score } = sentenceBleu(hyps[i]!, refs[i]!, { smoothing });
        expect(Math.abs(score - expected)).toBeLessThan(1e-6);
      }
    },
  );

  it('covers every BLEU in the file', () => {
    const covered = [
      ...Object.keys(corpusVariants),
      ...['none', 'floor', 'add-k', 'exp'].map((s) => `sentence-bleu-${s}`),
    ];
    expect(
      Object.keys(scores)
        .filter((name) => name.includes('bleu'))
        .toSorted(),
    ).toEqual(covered.toSorted());
  });
});
