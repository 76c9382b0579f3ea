import { countTokens, learnBytePairEncoding, tokenizer, type SentencePair } from '@rondo/data';
import type { RunConfig } from '@rondo/seq2seq';
import { atPlace } from '../errors.ts';

type NamedTokenizers = NonNullable<RunConfig['tokenizer']>;
type Side = keyof SentencePair;

/** Merge lists in subword-nmt's format; undefined on a side that learns none. */
export type LearnedMerges = Readonly<Record<Side, string | undefined>>;

/**
 * Learns the merges that tokenisers ask for (`learn`) from the words of the training pairs: each side its own list, or both one (`joint`).
 * @throws CliError where no two characters stand side by side twice.
 */
export async function learnMerges(
  { joint = false, ...sides }: NamedTokenizers,
  pairs: readonly SentencePair[],
): Promise<LearnedMerges> {
  const learn = async (side: Side, from: readonly Side[]): Promise<string | undefined> => {
    const merges = mergesWanted(sides[side]);
    if (merges === undefined) return undefined;
    const counts = countTokens(...from.map((each) => wordsOf(sides[each], each, pairs)));
    const encoding = await atPlace(`tokenizer.${side}.learn`, () =>
      learnBytePairEncoding(counts, { merges }),
    );
    return encoding.toMerges();
  };
  if (!joint) {
    return { source: await learn('source', ['source']), target: await learn('target', ['target']) };
  }
  const both = await learn('source', ['source', 'target']);
  return { source: both, target: both };
}

/** How many merges a tokeniser asks to be learned. */
export function mergesWanted(named: NamedTokenizers[Side]): number | undefined {
  return named.kind === 'subword' ? named.learn : undefined;
}

/** The words that are to be split, text by text. */
function* wordsOf(
  named: NamedTokenizers[Side],
  side: Side,
  pairs: readonly SentencePair[],
): Generator<string[], void> {
  if (named.kind !== 'subword') return;
  const words = tokenizer(named.words);
  for (const { [side]: text } of pairs) yield words.tokenize(text);
}
