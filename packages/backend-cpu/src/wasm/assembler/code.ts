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
  readonly #newVector: () => number;
  /** Bytes that compute vectors that never change, and the locals that hold them from the start of the function on. */
  readonly #constants = new Map<string, { readonly bytes: readonly number[]; local: number }>();
  #closed = false;
  #lastSet = { index: -1, start: -1, end: -1 };

  /** `newVector` gives the index of a new local for a v128. */
  constructor(functionName: string, { relaxed }: CodeOptions, newVector: () => number) {
    this.functionName = functionName;
    this.relaxed = relaxed;
    this.#newVector = newVector;
  }

  append(bytes: readonly number[]): void {
    this.#checkOpen();
    for (let i = 0; i < bytes.length; i++) this.bytes.push(bytes[i]!);
  }

  /** An instruction with an index. */
  appendIndexed(opcode: number, index: number): void {
    this.#checkOpen();
    this.bytes.push(opcode);
    if (index < 0x80) this.bytes.push(index);
    else this.append(unsignedLeb128(index));
  }

  #checkOpen(): void {
    if (this.#closed) {
      throw new Error(
        `a function is written by its body: ${this.functionName} received a statement after its body returned`,
      );
    }
  }

  /**
   * A vector that the bytes compute from nothing, computed once: not every engine takes it out of loops, or knows that two uses
   * have the same.
   */
  constantVector(bytes: readonly number[]): void {
    const key = bytes.join();
    let known = this.#constants.get(key);
    if (!known) this.#constants.set(key, (known = { bytes, local: this.#newVector() }));
    this.appendIndexed(localGet, known.local);
  }

  getLocal(index: number): void {
    const { index: lastIndex, start, end } = this.#lastSet;
    // A value stored and read at once stays on the stack: set x, get x is tee x.
    if (lastIndex === index && end === this.bytes.length) {
      this.bytes[start] = localTee;
      this.#lastSet.end = -1;
    } else this.appendIndexed(localGet, index);
  }

  setLocal(index: number): void {
    const start = this.bytes.length;
    this.appendIndexed(localSet, index);
    this.#lastSet.index = index;
    this.#lastSet.start = start;
    this.#lastSet.end = this.bytes.length;
  }

  /** Ends the writing and gives the bytes. */
  close(): readonly number[] {
    this.#closed = true;
    const constants = [...this.#constants.values()].flatMap(({ bytes, local }) => [
      ...bytes,
      localSet,
      ...unsignedLeb128(local),
    ]);
    return constants.concat(this.bytes);
  }
}
