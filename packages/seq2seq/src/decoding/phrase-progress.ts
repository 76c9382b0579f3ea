import { startsWith } from './token-sequences.ts';

type Phrase = readonly number[];

/**
 * How far an output is with the phrases that it must contain, in any order, each with tokens of its own. The tokens of a phrase follow each other: one that
 * does not fit undoes a phrase that is not complete.
 */
export class PhraseProgress {
  /** The phrases that are not there yet. */
  readonly unmet: readonly Phrase[];
  /** The last tokens, as far as an unmet phrase begins with them. */
  readonly #begun: Phrase;

  constructor(unmet: readonly Phrase[], begun: Phrase = []) {
    this.unmet = unmet;
    this.#begun = begun;
  }

  get isComplete(): boolean {
    return this.unmet.length === 0;
  }

  /** Number of phrase tokens still to come. */
  get missing(): number {
    return this.unmet.reduce((sum, { length }) => sum + length, 0) - this.#begun.length;
  }

  /** The tokens that lead on. */
  get next(): readonly number[] {
    const leading = this.unmet.filter((phrase) => startsWith(phrase, this.#begun));
    return [...new Set(leading.map((phrase) => phrase[this.#begun.length]!))];
  }

  /** After one more token. */
  advance(id: number): PhraseProgress {
    if (this.isComplete) return this;
    for (let begun = [...this.#begun, id]; begun.length > 0; begun = begun.slice(1)) {
      const leading = this.unmet.filter((phrase) => startsWith(phrase, begun));
      const met = leading.find(({ length }) => length === begun.length);
      if (met) return new PhraseProgress(this.unmet.toSpliced(this.unmet.indexOf(met), 1));
      if (leading.length > 0) return new PhraseProgress(this.unmet, begun);
    }
    return new PhraseProgress(this.unmet);
  }
}
