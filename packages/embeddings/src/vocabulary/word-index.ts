import { DataError, nearest } from '@rondo/data';

/** Words, each once, and their places. */
export class WordIndex {
  readonly words: readonly string[];
  readonly places: ReadonlyMap<string, number>;

  /** @throws DataError when a word comes twice, which says that they are words of `owner`. */
  constructor(words: readonly string[], owner: string) {
    this.words = words;
    this.places = new Map(words.map((word, place) => [word, place]));
    if (this.places.size === words.length) return;
    const twice = words.findIndex((word, place) => this.places.get(word) !== place);
    const word = words[twice]!;
    throw new DataError(
      `${owner}: the word '${word}' comes twice, at ${twice} and ${this.places.get(word)}; remove one`,
      { word, index: twice },
    );
  }

  /** @throws DataError when there is no such word, with the word that is spelled most like it. */
  placeOf(word: string): number {
    const place = this.places.get(word);
    if (place === undefined) throw unknownWord(word, this.words);
    return place;
  }
}

/** Words that are compared for "did you mean …?": the most frequent ones. */
const compared = 50_000;

/** What to say of a word that a vocabulary does not have. */
function unknownWord(word: string, words: readonly string[]): DataError {
  const near = nearest(word, words.slice(0, compared));
  // Two short words may be near, and have not one character in common.
  const similar = Array.from(near ?? '').some((character) => word.includes(character))
    ? near
    : undefined;
  const hint = similar === undefined ? '' : `; did you mean '${similar}'?`;
  return new DataError(
    `the word '${word}' is none of the ${words.length} of the vocabulary${hint}`,
    {
      word,
      nearest: similar,
    },
  );
}
