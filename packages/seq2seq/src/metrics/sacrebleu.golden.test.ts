import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bleu } from './bleu.ts';
import { bootstrap, pairedBootstrap } from './bootstrap.ts';
import { chrf } from './chrf.ts';
import { corpusScore, type Metric } from './metric.ts';
import { NumpyRandom } from './numpy-random.ts';
import { ter } from './ter.ts';
import { translationEdits } from './translation-edits.ts';

type Options = Readonly<Record<string, string | number | boolean>>;
interface MetricCase {
  readonly metric: 'bleu' | 'chrf' | 'ter';
  readonly options: Options;
}
interface Resampled {
  readonly score: number;
  readonly mean: number;
  readonly halfWidth: number;
  readonly pValue: number | null;
}
interface Fixture {
  readonly corpora: readonly {
    readonly name: string;
    readonly hypotheses: readonly string[];
    readonly references: readonly (readonly string[])[];
    readonly scores: readonly (MetricCase & {
      readonly corpus: Readonly<Record<string, unknown>>;
      readonly sentences: readonly number[];
    })[];
  }[];
  readonly edits: readonly [hypothesis: string, reference: string, count: number][];
  readonly resampled: readonly {
    readonly samples: number;
    readonly seed: number;
    readonly references: number;
    readonly systems: readonly [first: string[], other: string[]];
    readonly results: readonly (MetricCase & {
      readonly name: string;
      readonly signature: string;
      readonly float32: readonly [Resampled, Resampled];
      readonly float64: readonly [Resampled, Resampled];
    })[];
  }[];
  readonly draws: readonly { seed: number; below: number; draws: readonly number[] }[];
}

const url = new URL('../../test/fixtures/generated/sacrebleu.json', import.meta.url);
const { corpora, edits, resampled, draws } = JSON.parse(readFileSync(url, 'utf8')) as Fixture;

const metrics = { bleu, chrf, ter };
const renamed: Readonly<Record<string, string>> = {
  smooth_method: 'smoothing',
  smooth_value: 'smoothingValue',
};

/** The metric with sacreBLEU's options under our names. */
function metricOf({ metric, options }: MetricCase): Metric {
  const ours = Object.entries(options).map(([name, value]) => [
    renamed[name] ?? name.replace(/_./gu, ([, letter]) => letter!.toUpperCase()),
    value,
  ]);
  return metrics[metric](Object.fromEntries(ours));
}

const signed = (signature: string): string => signature.replace('version:rondo', 'version:2.6.0');

describe.each(corpora)('sacreBLEU, $name', ({ hypotheses, references, scores }) => {
  it.each(scores)('conformance 11: $metric $options', (score) => {
    const metric = metricOf(score);
    const { signature, ...whole } = corpusScore(metric, hypotheses, references);
    const corpus = { ...whole, signature: signed(signature) };
    const sentences = score.sentences.map(
      (_, i) => corpusScore(metric, [hypotheses[i]!], [references[i]!]).score,
    );
    expect(inWordsOf(score, { corpus, sentences })).toMatchObject({
      corpus: score.corpus,
      sentences: score.sentences,
    });
  });
});

it("conformance 11: TER's edits of random words", () => {
  const counted = edits.map(([hypothesis, reference]) => [
    hypothesis,
    reference,
    translationEdits(Array.from(hypothesis), Array.from(reference)),
  ]);
  expect(counted).toEqual(edits);
});

const western = corpora[0]!.hypotheses.length;
const bothReferences = corpora[1]!.references;

describe.each(resampled)(
  'paired bootstrap, $samples samples, seed $seed, $references references',
  ({ samples, seed, references: count, systems, results }) => {
    const references = bothReferences.map((all) => all.slice(0, count));
    it.each(results)('conformance 11: $metric $options', (result) => {
      const options = { metric: metricOf(result), samples, seed };
      const actual = pairedBootstrap(...systems, references, options);
      expect([actual.name, signed(actual.signature)]).toEqual([result.name, result.signature]);
      for (const [precision, tolerance] of [
        ['float64', 1e-9],
        ['float32', 1e-4],
      ] as const) {
        const [baseline, system] = result[precision];
        const ours = [
          { ...actual.baseline, pValue: null },
          { ...actual.system, pValue: actual.pValue },
        ];
        const theirs = [baseline, system];
        expect(inWordsOf(theirs, ours, tolerance)).toMatchObject(theirs);
      }
      const { name, signature, ...alone } = bootstrap(systems[0], references, options);
      expect(alone).toEqual(actual.baseline);
      expect([name, signature]).toEqual([actual.name, actual.signature]);
    });
  },
);

it.each(draws)("NumPy's draws below $below, seed $seed", ({ seed, below, draws: expected }) => {
  const random = new NumpyRandom(seed);
  expect(expected.map(() => random.below(below))).toEqual(expected);
});

it('has as many segments as its systems', () => {
  expect(resampled.map(({ systems }) => systems[1].length)).toEqual(resampled.map(() => western));
});

/** `actual`, with the numbers of `expected` where they differ by less than the tolerance. */
function inWordsOf(expected: unknown, actual: unknown, tolerance = 1e-6): unknown {
  if (typeof actual === 'number' && typeof expected === 'number') {
    return Math.abs(actual - expected) < tolerance ? expected : actual;
  }
  if (typeof actual !== 'object' || actual === null) return actual;
  if (typeof expected !== 'object' || expected === null) return actual;
  const theirs = expected as Readonly<Record<string, unknown>>;
  const entries = Object.entries(actual).map(([key, value]) => [
    key,
    inWordsOf(theirs[key], value, tolerance),
  ]);
  return Array.isArray(actual) ? entries.map(([, value]) => value) : Object.fromEntries(entries);
}
