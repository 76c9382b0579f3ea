import {
  collectPairs,
  DataError,
  Random,
  shuffle,
  tsvPairs,
  type SentencePair,
  type TokenizerConfig,
} from '@rondo/data';
import type { Tokenizers } from './run-config.ts';

/** Text of one's own, ready to train on. */
export interface OwnPairs {
  readonly train: readonly SentencePair[];
  readonly validation: readonly SentencePair[];
  readonly tokenizers: Tokenizers;
}

/** Less than this teaches nothing. */
const fewest = 10;
const mostValidation = 300;

/**
 * Lines of source, tab, target. A tenth of the pairs, drawn evenly and always the same, is kept back to validate.
 * @throws DataError naming the line that has no tab, or how many pairs there are where they are too few.
 */
export async function ownPairs(text: string): Promise<OwnPairs> {
  const lines = text.replace(/\r\n?/g, '\n').replace(/\n+$/, '').split('\n');
  if (text.trim() === '') {
    throw new DataError(
      'your text is empty; paste lines with a tab between the two sides, or open a file',
    );
  }
  const { pairs } = await collectPairs(tsvPairs(lines, { name: 'your text' }));
  if (pairs.length < fewest) {
    throw new DataError(
      `your text has ${pairs.length} pairs, which is too little to learn from; give it ${fewest} or more, better thousands`,
      { pairs: pairs.length, fewest },
    );
  }
  const drawn = shuffle([...pairs], new Random(1));
  const validation = Math.min(mostValidation, Math.ceil(pairs.length / 10));
  return {
    train: drawn.slice(validation),
    validation: drawn.slice(0, validation),
    tokenizers: {
      source: tokenizerFor(pairs.map(({ source }) => source)),
      target: tokenizerFor(pairs.map(({ target }) => target)),
    },
  };
}

/** Chinese is split into characters; other text into words, or into characters where its lines are single words. */
function tokenizerFor(texts: readonly string[]): TokenizerConfig {
  const share = (what: RegExp): number =>
    texts.filter((text) => what.test(text)).length / texts.length;
  if (share(/\p{Script=Han}/u) > 0.3) return { kind: 'chinese', unit: 'characters' };
  return share(/\s/) < 0.1 ? { kind: 'characters' } : { kind: 'words', lowerCase: true };
}
