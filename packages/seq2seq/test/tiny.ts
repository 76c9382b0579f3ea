import type { EncodedPair } from '@rondo/data';
import { cpu } from '@rondo/backend-cpu';
import { manualSeed, useBackend } from '@rondo/tensor';
import { parseConfig } from '../src/config/parse.ts';
import type { TrainingConfig } from '../src/config/schema.ts';
import type { RecurrentModelConfig } from '../src/model/config.ts';
import { Seq2Seq } from '../src/model/seq2seq.ts';

useBackend(cpu());

/** Sizes that are all different, so that no axis can be taken for another. */
export const tinyConfig: RecurrentModelConfig = {
  family: 'rnn',
  cell: 'gru',
  sourceVocabulary: 11,
  targetVocabulary: 9,
  embeddingSize: 6,
  hiddenSize: 5,
  layers: 1,
  bidirectional: true,
  attention: 'dot',
  inputFeeding: false,
  tiedEmbeddings: 'target',
  dropout: 0,
};

export function tinyModel(config: Partial<RecurrentModelConfig> = {}): Seq2Seq {
  manualSeed(7);
  return new Seq2Seq({ ...tinyConfig, ...config });
}

/** Pairs of random words; the target is the source reversed, and one vocabulary fits both. */
export function reversePairs(
  count: number,
  { words = 5, longest = 6, seed = 1 } = {},
): EncodedPair[] {
  let state = seed;
  const next = (below: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
  return Array.from({ length: count }, () => {
    const source = Int32Array.from({ length: 1 + next(longest) }, () => 4 + next(words));
    return { source, target: source.toReversed() };
  });
}

export function trainingConfig(overrides: Partial<TrainingConfig> = {}): TrainingConfig {
  return { ...parseConfig({ data: { task: 'reverse' } }).training, ...overrides };
}
