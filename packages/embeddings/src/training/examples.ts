import { DataError } from '@rondo/data';
import type { EncodedSentences } from '../corpus/chunks.ts';
import type { RandomWords } from '../sampling/random-words.ts';
import type { Targets } from './targets.ts';

/** Examples by the rows of the two tables that they name. */
export interface Examples {
  readonly count: number;
  /** `[capacity, inputWidth]` and `[capacity, targets.width]`, of which `count` rows are filled; -1 names none. */
  readonly inputRows: Int32Array;
  readonly outputRows: Int32Array;
  /** `[capacity, targets.width]`, or of one example where all share them. */
  readonly labels: Float32Array;
}

export interface ExampleOptions {
  readonly architecture: 'skipGram' | 'cbow';
  readonly window: number;
  readonly dynamicWindow: boolean;
}

/** The most rows that are named at once. */
const mostRows = 2 ** 28;

/** Makes examples of sentences, many at a time, and gives them away when there is no room for more. */
export class ExampleMaker {
  #inputWidth = 1;
  readonly #window: number;
  readonly #isDynamic: boolean;
  readonly #isBag: boolean;
  readonly #targets: Targets;
  readonly #capacity: number;
  /** The word that each example predicts. */
  readonly #words: Int32Array;
  #inputRows: Int32Array;
  readonly #outputRows: Int32Array;
  readonly #labels: Float32Array;
  readonly #random: RandomWords;
  readonly #give: (examples: Examples) => void;
  #count = 0;

  constructor(
    { architecture, window, dynamicWindow }: ExampleOptions,
    targets: Targets,
    capacity: number,
    random: RandomWords,
    give: (examples: Examples) => void,
  ) {
    this.#isBag = architecture === 'cbow';
    this.#window = window;
    this.#isDynamic = dynamicWindow;
    this.#targets = targets;
    this.#capacity = capacity;
    this.#words = new Int32Array(capacity);
    this.#inputRows = new Int32Array(capacity);
    this.#outputRows = new Int32Array(capacity * targets.width);
    this.#labels = targets.sharedLabels ?? new Float32Array(capacity * targets.width);
    this.#random = random;
    this.#give = give;
  }

  /** The most neighbours of an example that `add` was given last. */
  get inputWidth(): number {
    return this.#inputWidth;
  }

  /**
   * Each word of sentences is predicted from its neighbours.
   * @throws DataError when there is no memory for so many neighbours.
   */
  add({ words, ends }: EncodedSentences): void {
    const window = this.#window;
    if (this.#isBag) this.#makeRoom(ends);
    let begin = 0;
    for (let i = 0; i < ends.length; i++) {
      const end = ends[i]!;
      for (let place = begin; place < end; place++) {
        const reach = this.#isDynamic ? window - (this.#random.next() % window) : window;
        const first = Math.max(begin, place - reach);
        const last = Math.min(end - 1, place + reach);
        if (this.#isBag) this.#addBag(words, place, first, last);
        else this.#addPairs(words, place, first, last);
      }
      begin = end;
    }
  }

  /** Rows are no wider than the longest of the sentences has neighbours. */
  #makeRoom(ends: Int32Array): void {
    this.flush();
    const longest = ends.reduce((most, end, i) => Math.max(most, end - (ends[i - 1] ?? 0)), 2);
    const width = Math.min(2 * this.#window, longest - 1);
    const size = this.#capacity * width;
    if (size > mostRows) {
      throw new DataError(
        `window: ${this.#window} gives a word ${width} neighbours, and ${this.#capacity} words of so many do not fit in memory; lower window or maxSentenceWords`,
        { window: this.#window, width },
      );
    }
    this.#inputWidth = width;
    if (this.#inputRows.length < size) this.#inputRows = new Int32Array(size);
  }

  #addPairs(words: Int32Array, place: number, first: number, last: number): void {
    for (let i = first; i <= last; i++) {
      if (i === place) continue;
      this.#inputRows[this.#count] = words[i]!;
      this.#predict(words[place]!);
    }
  }

  #addBag(words: Int32Array, place: number, first: number, last: number): void {
    if (first === last) return;
    const rows = this.#inputRows;
    let at = this.#count * this.#inputWidth;
    const end = at + this.#inputWidth;
    for (let i = first; i < place; i++) rows[at++] = words[i]!;
    for (let i = place + 1; i <= last; i++) rows[at++] = words[i]!;
    while (at < end) rows[at++] = -1;
    this.#predict(words[place]!);
  }

  #predict(word: number): void {
    this.#words[this.#count] = word;
    this.#count += 1;
    if (this.#count === this.#capacity) this.flush();
  }

  /** Gives away what there is. */
  flush(): void {
    if (this.#count === 0) return;
    const examples = {
      count: this.#count,
      inputRows: this.#inputRows,
      outputRows: this.#outputRows,
      labels: this.#labels,
    };
    const words = this.#words.subarray(0, this.#count);
    this.#targets.write(words, this.#outputRows, this.#labels, this.#random);
    this.#count = 0;
    this.#give(examples);
  }
}
