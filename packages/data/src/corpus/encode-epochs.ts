import type { PairsOfEpochs } from '../batches/token-batches.ts';
import { Random } from '../random/random.ts';
import { encodePairs, type EncodedPair, type SideEncoder } from './encode-pairs.ts';
import type { SentencePair } from './sentence-pair.ts';

/** Streams of a seed from here on split text; those below shuffle the epochs. */
const splittingStream = 2 ** 32;

/**
 * The encoded pairs of every epoch of training: one list for all, or, where a tokeniser draws its tokens (`sample`: BPE-dropout), a
 * function that splits the pairs of an epoch anew. Seed and epoch decide what is drawn; the pairs of the epoch asked for last are kept.
 */
export function encodeEpochs(
  pairs: readonly SentencePair[],
  sides: { readonly source: SideEncoder; readonly target: SideEncoder },
  { seed = 1 }: { readonly seed?: number } = {},
): PairsOfEpochs {
  if (!sides.source.tokenizer.sample && !sides.target.tokenizer.sample) {
    return encodePairs(pairs, sides);
  }
  let kept: { readonly epoch: number; readonly pairs: readonly EncodedPair[] } | undefined;
  return (epoch) => {
    if (kept?.epoch === epoch) return kept.pairs;
    // Let go of before the next ones are made.
    kept = undefined;
    const random = new Random(seed, splittingStream + epoch);
    kept = { epoch, pairs: encodePairs(pairs, sides, { random }) };
    return kept.pairs;
  };
}
