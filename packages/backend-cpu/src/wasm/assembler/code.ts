import { unsignedLeb128 } from './leb128.ts';

export interface CodeOptions {
  /** Whether the engine knows the relaxed SIMD instructions. */
  relaxed: boolean;
}

const localGet = 0x20;
const localSet = 0x21;
const localTee = 0x22;

/** The instruction bytes of one function, in the order of execution. */
export class Code {
  readonly functionName: string;
  readonly relaxed: boolean;
  readonly bytes: number[] = [];
  #closed = false;
  #lastSet = { index: -1, start: -1, end: -1 };

  constructor(functionName: string, { relaxed }: CodeOptions) {
    this.functionName = functionName;
    this.relaxed = relaxed;
  }

  push(...bytes: readonly number[]): void {
    if (this.#closed) {
      throw new Error(
        `a function is written by its body: ${this.functionName} received a statement after its body returned`,
      );
    }
    for (const byte of bytes) this.bytes.push(byte);
  }

  getLocal(index: number): void {
    const { index: lastIndex, start, end } = this.#lastSet;
    // A value stored and read at once stays on the stack: set x, get x is tee x.
    if (lastIndex === index && end === this.bytes.length) {
      this.bytes[start] = localTee;
      this.#lastSet.end = -1;
    } else this.push(localGet, ...unsignedLeb128(index));
  }

  setLocal(index: number): void {
    const start = this.bytes.length;
    this.push(localSet, ...unsignedLeb128(index));
    this.#lastSet = { index, start, end: this.bytes.length };
  }

  /** Ends the writing and gives the bytes. */
  close(): readonly number[] {
    this.#closed = true;
    return this.bytes;
  }
}
