import { CliError } from '../errors.ts';
import type { Io } from '../io.ts';

/** A line of the input, and how long it is. */
export interface CountedLine {
  /** From 1. */
  readonly number: number;
  readonly tokens: number;
}

/** Tells of lines that were left empty. */
export class TooLong {
  readonly #longest: number;
  readonly #io: Io;
  #count = 0;

  constructor(longest: number, io: Io) {
    this.#longest = longest;
    this.#io = io;
  }

  note(lines: readonly CountedLine[]): void {
    for (const { number, tokens } of lines.filter((line) => line.tokens > this.#longest)) {
      this.#count += 1;
      this.#io.err.write(
        `line ${number}: left empty, it has ${tokens} tokens, more than ${this.#longest}\n`,
      );
    }
  }

  /** @throws CliError where there were some. */
  complain(): void {
    if (this.#count === 0) return;
    const lines = this.#count === 1 ? '1 line' : `${this.#count} lines`;
    throw new CliError(
      `${lines} with more than ${this.#longest} tokens stayed empty; cut them into sentences, or set --longest higher where the model can read more`,
    );
  }
}
