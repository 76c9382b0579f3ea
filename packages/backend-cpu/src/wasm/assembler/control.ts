import type { Code } from './code.ts';

const opcodes = { block: 0x02, loop: 0x03, if: 0x04, else: 0x05, end: 0x0b, br: 0x0c, br_if: 0x0d };
const noResult = 0x40;

/** The target of a branch: the end of a block, or the start of a loop. */
export interface Label {
  readonly depth: number;
}

/** The nesting of blocks, loops and ifs of one function, as it is written. */
export class Control {
  readonly #code: Code;
  readonly #open: Label[] = [];

  constructor(code: Code) {
    this.#code = code;
  }

  /** Writes a body between an opening instruction and its end. */
  nest(kind: 'block' | 'loop' | 'if', body: (label: Label) => void): void {
    const label: Label = { depth: this.#open.length };
    this.#code.indexed(opcodes[kind], noResult);
    this.#open.push(label);
    body(label);
    this.#open.pop();
    this.#code.byte(opcodes.end);
  }

  else(): void {
    this.#code.byte(opcodes.else);
  }

  branch(kind: 'br' | 'br_if', label: Label): void {
    if (this.#open[label.depth] !== label) {
      throw new Error(
        `a branch leads out of blocks it is in: ${this.#code.functionName} branches to a block that is ` +
          'already closed or of another function; branch inside the callback that received the label',
      );
    }
    const relative = this.#open.length - 1 - label.depth;
    this.#code.indexed(opcodes[kind], relative);
  }
}
