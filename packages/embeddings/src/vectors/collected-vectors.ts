import { checkWhole } from '../options/counts.ts';
import { type Header, roomFor } from './word2vec-header.ts';
import { WordVectors } from './word-vectors.ts';

export interface ReadVectorsOptions {
  /** What errors call the file ('vectors'). */
  readonly name?: string;
  /**
   * Words that are not UTF-8, as word2vec.c leaves them when it cuts long ones: refused (the default), or taken with U+FFFD in place of
   * what is broken.
   */
  readonly invalidUtf8?: 'refuse' | 'replace';
  /** The first so many words, the most frequent ones in most files; the rest is not read. Default: all. */
  readonly limit?: number;
  /** Is told what was left out or replaced; left out: a warning on the console. */
  readonly tell?: (what: string) => void;
}

/** Words that there is room for at first where their number is not known. */
const roomAtFirst = 1024;

/** The words and numbers of a file as they arrive; of a word that comes again the first numbers stay. */
export class CollectedVectors {
  readonly #header: Header;
  readonly #options: ReadVectorsOptions;
  /** Words that are to be read; Infinity where the file does not say how many it has. */
  readonly most: number;
  #numbers: Float32Array;
  readonly #words: string[] = [];
  readonly #known = new Set<string>();
  #repeated = 0;
  #firstRepeated = '';

  constructor(header: Header, options: ReadVectorsOptions) {
    this.#header = header;
    this.#options = options;
    const { limit = Infinity } = options;
    if (limit !== Infinity) checkWhole(limit, 'limit');
    this.most = Math.min(header.words, limit);
    this.#numbers = this.#room(header.words === Infinity ? roomAtFirst : this.most);
  }

  #room(words: number): Float32Array {
    const { name = 'vectors' } = this.#options;
    return roomFor({ ...this.#header, words: Math.min(words, this.most) }, name);
  }

  /** Words that were read, repeated ones, too. */
  get read(): number {
    return this.#words.length + this.#repeated;
  }

  /** The place for the numbers of the next word. */
  get row(): Float32Array {
    const { dimensions } = this.#header;
    const begin = this.#words.length * dimensions;
    if (begin === this.#numbers.length) {
      const numbers = this.#room(2 * this.#words.length);
      numbers.set(this.#numbers);
      this.#numbers = numbers;
    }
    return this.#numbers.subarray(begin, begin + dimensions);
  }

  /** The word whose numbers are in `row`. */
  add(word: string): void {
    if (this.#known.has(word)) {
      if (this.#repeated === 0) this.#firstRepeated = word;
      this.#repeated += 1;
      return;
    }
    this.#known.add(word);
    this.#words.push(word);
  }

  /** All of them; what was repeated or replaced is told. */
  finish(): WordVectors {
    const { name = 'vectors', tell = warn, invalidUtf8 } = this.#options;
    const words = this.#words;
    const broken =
      invalidUtf8 === 'replace' ? words.filter((word) => word.includes('\uFFFD')).length : 0;
    if (broken > 0) {
      tell(`${name}: ${broken} words are not UTF-8; what is broken in them became \uFFFD`);
    }
    if (this.#repeated > 0) {
      tell(
        `${name}: ${this.#repeated} words come again, '${this.#firstRepeated}' first; what they had first is taken`,
      );
    }
    const { dimensions } = this.#header;
    return new WordVectors(words, dimensions, this.#numbers.subarray(0, words.length * dimensions));
  }
}

function warn(what: string): void {
  console.warn(`@rondo/embeddings: ${what}`);
}
