import { estimateMaxTokens, tokenBatches, type Batch, type EncodedPair } from '@rondo/data';
import { pairsOfFirstEpoch } from './batches.ts';
import { cloneModel } from './clone-model.ts';
import { freezeByName } from './freeze.ts';
import { activationBytes, fixedBytes } from './measure-step.ts';
import type { TrainerOptions } from './trainer.ts';

/** Tokens of the batches that are measured. */
const tokensMeasured = 512;
/** With fewer steps an epoch a run learns less than memory could give. */
const batchesOfEpoch = 100;

/** A number for `training.maxTokens`, and the one that memory has room for; it is smaller where an epoch would have too few batches. */
export interface FittedTokens {
  readonly maxTokens: number;
  readonly room: number;
}

/**
 * The largest `training.maxTokens` with which parameters, gradients, optimizer and the activations of a step take at most so many bytes,
 * a tenth of them left free, and with which an epoch of short pairs still has a hundred batches or so. It is found from a step on a
 * copy of the model, frozen as the config says, for each of three small batches: of the shortest, middling and longest pairs.
 * @throws DataError when there is no room for a token.
 */
export function fitMaxTokens(
  { model, config, train }: Pick<TrainerOptions, 'model' | 'config' | 'train'>,
  bytes: number,
): FittedTokens {
  const pairs = pairsOfFirstEpoch(train).filter(
    ({ source, target }) => Math.max(source.length, target.length) < model.longestTarget,
  );
  const batches = smallBatches(pairs);
  const measured = [batches.at(0)!, batches[Math.floor(batches.length / 2)]!, batches.at(-1)!];
  const copy = cloneModel(model);
  try {
    if (config.freeze) freezeByName(copy, config.freeze);
    const perToken = measured.map(
      (batch) => activationBytes(copy, batch, config.labelSmoothing) / tokensOf(batch),
    );
    const fixed = Object.values(fixedBytes(copy, config)).reduce((a, b) => a + b, 0);
    const bytesPerToken = Math.max(...perToken);
    const room = estimateMaxTokens({ bytes, fixedBytes: fixed, bytesPerToken });
    return { maxTokens: Math.min(room, mostTokens(pairs)), room };
  } finally {
    copy.dispose();
  }
}

/** What makes a hundred batches, but has room for every pair. */
function mostTokens(train: readonly EncodedPair[]): number {
  const lengths = train.map(({ source, target }) => Math.max(source.length, target.length) + 1);
  const sum = lengths.reduce((a, b) => a + b, 0);
  return lengths.reduce((a, b) => Math.max(a, b), Math.ceil(sum / batchesOfEpoch));
}

/** All pairs in batches of similar lengths, the shortest first; what is longer than a batch is left out. */
function smallBatches(train: readonly EncodedPair[]): Batch[] {
  const shortest = train.reduce(
    (least, { source, target }) => Math.min(least, Math.max(source.length, target.length) + 1),
    Infinity,
  );
  const maxTokens = Math.max(tokensMeasured, shortest);
  return [...tokenBatches(train, { maxTokens, shuffle: false, tooLong: 'drop' }).epoch()];
}

/** What `maxTokens` counts: pairs × longest side. */
function tokensOf({ source, targetOutput }: Batch): number {
  return source.shape[0] * Math.max(source.shape[1], targetOutput.shape[1]);
}
