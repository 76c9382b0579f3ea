import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bleu } from './bleu.ts';
import { bootstrap, pairedBootstrap } from './bootstrap.ts';
import { chrf } from './chrf.ts';
import { ter } from './ter.ts';

const references = Array.from({ length: 60 }, (_, i) => `the ${i} cats sat on mat ${i % 7} .`);
const good = references.map((line, i) => (i % 5 === 0 ? line.replace('cats', 'dogs') : line));
const bad = references.map((line, i) => (i % 2 === 0 ? line.replace('sat on', 'were at') : line));

describe('pairedBootstrap', () => {
  it.each([bleu(), chrf({ wordOrder: 2 }), ter()])('finds what $name finds plain', (metric) => {
    const better = pairedBootstrap(bad, good, references, { metric, samples: 300 });
    expect(better.pValue).toBeLessThan(0.01);
    expect(better.winRate).toBeGreaterThan(0.99);
    const worse = pairedBootstrap(good, bad, references, { metric, samples: 300 });
    expect(worse).toMatchObject({ baseline: better.system, system: better.baseline });
    expect([worse.pValue, worse.winRate]).toEqual([better.pValue, 1 - better.winRate]);
  });

  it('has p = 1 for equal outputs', () => {
    const same = pairedBootstrap(good, good, references, { metric: bleu(), samples: 50 });
    expect(same).toMatchObject({ pValue: 1, winRate: 0 });
  });

  it('does not find a difference in chance alone', () => {
    const other = good.map((_, i) => good[i]!.replace('dogs', 'cows'));
    other[0] = references[0]!;
    other[1] = references[1]!.replace('mat', 'cot');
    const { pValue } = pairedBootstrap(good, other, references, { metric: bleu() });
    expect(pValue).toBeGreaterThan(0.2);
  });

  it('is the same for the same seed and another for another', () => {
    const run = (seed: number) =>
      pairedBootstrap(bad, good, references, { metric: chrf(), samples: 40, seed });
    expect(run(3)).toEqual(run(3));
    expect(run(3).system.mean).not.toBe(run(4).system.mean);
    expect(run(3).signature).toContain('nrefs:1|bs:40|seed:3|case:mixed');
  });

  it('refuses samples and seeds that are none, and lists that do not fit', () => {
    const run = (options: object) => () =>
      pairedBootstrap(['a'], ['b'], ['c'], { metric: bleu(), ...options });
    for (const samples of [0, 1.5, -1, NaN]) expect(run({ samples })).toThrow('number of samples');
    for (const seed of [-1, 0.5, 2 ** 53]) expect(run({ seed })).toThrow('seed: expected a whole');
    expect(() => pairedBootstrap(['a'], ['b', 'c'], ['d'], { metric: ter() })).toThrow(
      'received 1 for 2 hypotheses',
    );
  });
});

describe('bootstrap', () => {
  it('has its mean inside its interval, and a point where all segments are alike', () => {
    const line = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 5 });
    const corpus = fc.array(fc.tuple(line, line), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(corpus, fc.nat(), (pairs, seed) => {
        const outputs = pairs.map(([output]) => output.join(' '));
        const wanted = pairs.map(([, reference]) => reference.join(' '));
        const options = { metric: ter(), samples: 30, seed };
        const { mean, interval, halfWidth } = bootstrap(outputs, wanted, options);
        expect(mean).toBeGreaterThanOrEqual(interval[0] - 1e-9);
        expect(mean).toBeLessThanOrEqual(interval[1] + 1e-9);
        expect(halfWidth).toBeCloseTo((interval[1] - interval[0]) / 2, 12);
        const alike = bootstrap([outputs[0]!, outputs[0]!], [wanted[0]!, wanted[0]!], options);
        expect(alike.interval[0]).toBeCloseTo(alike.score, 9);
        expect(alike.interval[1]).toBeCloseTo(alike.score, 9);
      }),
      { numRuns: 50 },
    );
  });
});
