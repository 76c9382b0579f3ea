import type { SideEncoder } from '@rondo/data';

/** A token of an output that grows. */
export interface OutputToken {
  /** Which of the sentences. */
  readonly sentence: number;
  readonly token: string;
  /** The output so far. */
  readonly text: string;
}

/** The tokens of an output so far. */
export class GrowingOutput {
  readonly #side: SideEncoder;
  readonly #sentence: number;
  readonly #tokens: string[] = [];

  constructor(side: SideEncoder, sentence: number) {
    this.#side = side;
    this.#sentence = sentence;
  }

  add(id: number): OutputToken {
    const { tokenizer, vocabulary } = this.#side;
    const tokens = this.#tokens;
    const token = vocabulary.tokenAt(id);
    const length = tokens.push(token);
    return {
      sentence: this.#sentence,
      token,
      // Made only for who asks, for it takes longer the longer it is.
      get text() {
        return tokenizer.detokenize(tokens.slice(0, length));
      },
    };
  }
}
