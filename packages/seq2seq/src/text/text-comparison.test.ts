import { describe, expect, it } from 'vitest';
import { corpusScore } from '../metrics/metric.ts';
import { metricNames } from '../metrics/named-metrics.ts';
import { comparingMetrics, textComparison } from './text-comparison.ts';

const words = { kind: 'words', lowerCase: true } as const;

describe('textComparison', () => {
  it.each([
    [words, ['The dog'], { tokenize: '13a', lowercase: true, joinSubwords: false }],
    [
      { kind: 'whitespace' },
      ['The d@@ og'],
      { tokenize: 'none', lowercase: false, joinSubwords: true },
    ],
    [
      { kind: 'chinese' },
      ['他在睡觉。'],
      { tokenize: 'zh', lowercase: false, joinSubwords: false },
    ],
    [
      { kind: 'subword', merges: '#version: 0.2\na b\n', words: { kind: 'chinese' } },
      ['他'],
      { tokenize: 'zh', lowercase: false, joinSubwords: false },
    ],
    [
      { kind: 'characters' },
      ['他在睡觉。', 'OK'],
      { tokenize: 'zh', lowercase: false, joinSubwords: false },
    ],
    [undefined, ['他叫 Tom'], { tokenize: '13a', lowercase: false, joinSubwords: false }],
    [undefined, ['ひらがなの本'], { tokenize: '13a', lowercase: false, joinSubwords: false }],
    [undefined, ['3 + 4'], { tokenize: '13a', lowercase: false, joinSubwords: false }],
    [undefined, ['The dog'], { tokenize: '13a', lowercase: false, joinSubwords: false }],
  ] as const)('follows from tokeniser and references: %j, %j', (target, references, expected) => {
    expect(textComparison(target, references)).toEqual(expected);
  });

  it('is what it is told', () => {
    const told = { tokenize: 'char', lowercase: false, joinSubwords: true } as const;
    expect(textComparison(words, ['The dog'], told)).toEqual(told);
  });
});

describe('the metrics of a comparison', () => {
  it.each([
    ['the tree stands here now', 'The Tree stands HERE now'],
    ['a tree@@ s stand here now', 'a tr@@ ees stand here now'],
  ])('find nothing wrong with what is right: %s', (output, reference) => {
    const metrics = comparingMetrics(textComparison(words, [reference]));
    for (const name of metricNames) {
      const { score } = corpusScore(metrics[name], [output], [reference]);
      expect(score).toBeCloseTo(metrics[name].lowerIsBetter ? 0 : 100, 6);
    }
  });

  it('count the characters of Chinese', () => {
    const { bleu } = comparingMetrics(textComparison({ kind: 'chinese' }, []));
    expect(corpusScore(bleu, ['他在家里吃饭'], ['他在家里睡觉']).score).toBeGreaterThan(40);
  });
});
