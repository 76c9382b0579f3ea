import type { Output } from '../io.ts';
import { barLine } from './format.ts';

const clearLine = '\r\u001B[2K';
const redrawEvery = 0.1;
const plainEvery = 5;

/** A last line that keeps changing on a terminal, and lines now and then elsewhere. */
export class StatusLine {
  readonly #out: Output;
  readonly #seconds: () => number;
  #shownAt: number;
  #isDrawn = false;

  constructor(out: Output, seconds: () => number = () => performance.now() / 1000) {
    this.#out = out;
    this.#seconds = seconds;
    this.#shownAt = out.isTerminal ? -Infinity : seconds();
  }

  /**
   * Shows how far the work is (0 … 1, where that is known), unless it was shown a moment ago; `text` is asked for only when shown, and
   * told for how many characters there is room.
   */
  update(share: number | undefined, text: (room: number) => string): void {
    const now = this.#seconds();
    if (now - this.#shownAt < (this.#out.isTerminal ? redrawEvery : plainEvery)) return;
    this.#shownAt = now;
    if (!this.#out.isTerminal) {
      this.#out.write(`${text(Infinity)}\n`);
      return;
    }
    const columns = this.#out.columns();
    const told = text(columns - 1);
    const line = share === undefined ? told.slice(0, columns - 1) : barLine(share, told, columns);
    this.#out.write(clearLine + line);
    this.#isDrawn = true;
  }

  /** Takes away whatever stands on the last line, such as the ^C that a terminal writes. */
  wipe(): void {
    if (this.#out.isTerminal) this.#out.write(clearLine);
    this.#isDrawn = false;
  }

  /** Takes the line away, so that other text can be printed. */
  clear(): void {
    if (this.#isDrawn) this.#out.write(clearLine);
    this.#isDrawn = false;
  }
}
