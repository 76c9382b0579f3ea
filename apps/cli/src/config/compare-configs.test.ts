import { parseConfig, type RunConfigInput } from '@rondo/seq2seq';
import { describe, expect, it } from 'vitest';
import { breaksRun, compareConfigs, formatChange } from './compare-configs.ts';
import { withAbsolutePaths, withRelativePaths } from './config-paths.ts';

const base: RunConfigInput = { data: { task: 'dates' } };

function changes(input: Partial<RunConfigInput>) {
  return compareConfigs(parseConfig(base), parseConfig({ ...base, ...input }));
}

describe('compareConfigs', () => {
  it('finds nothing in equal configs', () => {
    expect(changes({ data: { task: 'dates', seed: 1 }, training: {} })).toEqual([]);
  });

  it('tells what a run survives from what it does not', () => {
    const harmless = changes({ training: { epochs: 20, learningRate: 0.1, patience: 2 } });
    expect(harmless.map(formatChange)).toEqual([
      'training.epochs: 10 → 20',
      'training.learningRate: 0.002 → 0.1',
      'training.patience: (not set) → 2',
    ]);
    expect(harmless.some(breaksRun)).toBe(false);
    const breaking = [
      ...changes({ data: { task: 'dates', seed: 2 } }),
      ...changes({ data: { task: 'copy' } }),
      ...changes({ tokenizer: { source: { kind: 'words' }, target: { kind: 'words' } } }),
      ...changes({ vocabulary: { shared: true } }),
      ...changes({ model: { layers: 2 } }),
      ...changes({ training: { maxTokens: 7, maxSentences: 3, seed: 9 } }),
    ];
    expect(breaking.length).toBeGreaterThanOrEqual(8);
    expect(breaking.every(breaksRun)).toBe(true);
  });
});

describe('config paths', () => {
  it('come back from absolute to relative', () => {
    const config = parseConfig({
      data: {
        train: { source: '../data/a', target: '../data/b' },
        validation: { source: 'c', target: 'd' },
        test: { source: '../../e', target: 'f' },
      },
      tokenizer: {
        source: { kind: 'subword', merges: '../code' },
        target: { kind: 'characters' },
      },
    });
    expect(withRelativePaths(withAbsolutePaths(config, '/x/run'), '/x/run')).toEqual(config);
  });
});
