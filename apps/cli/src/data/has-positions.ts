import type { EncodedPair } from '@rondo/data';
import type { Seq2Seq } from '@rondo/seq2seq';

/** Whether a model has positions for a pair: all do where none are learned. */
export function hasPositions({ longestTarget }: Pick<Seq2Seq, 'longestTarget'>) {
  return ({ source, target }: EncodedPair): boolean =>
    Math.max(source.length, target.length) < longestTarget;
}
