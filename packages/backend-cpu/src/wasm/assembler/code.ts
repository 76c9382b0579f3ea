import { ByteWriter } from './byte-writer.ts';
import type { SplatConstant } from './constants.ts';

export interface CodeOptions {
  /** Whether the engine knows the relaxed SIMD instructions. */
  relaxed: boolean;
}

const localGet = 0x20;
const localSet = 0x21;
const localTee = 0x22;

/** The instruction bytes of one function, in the order of execution. */
export class Code extends ByteWriter {
  readonly functionName: string;
  readonly relaxed: boolean;
  readonly #newVector: () => number;
  /** Vectors that never change, and the locals that hold them from the start of the function on. */
  readonly #constants = new Map<number | string, { vector: SplatConstant; local: number }>();
  #closed = false;
  #setIndex = -1;
  #setStart = -1;
  #setEnd = -1;

  /** `newVector` gives the index of a new local for a v128. */
  constructor(functionName: string, { relaxed }: CodeOptions, newVector: () => number) {
    super(512);
    this.functionName = functionName;
    this.relaxed = relaxed;
    this.#newVector = newVector;
  }

  // These two write most of a function: they take few steps, for they run before the engine has made them fast.

  /** An instruction of one to three bytes, as `simd` packs them. */
  instruction(opcode: number): void {
    let at = this.length;
    if (at + 3 > this.buffer.length) this.grow(3);
    const { buffer } = this;
    if (opcode > 0xff) {
      if (opcode > 0xffff) buffer[at++] = opcode >>> 16;
      buffer[at++] = (opcode >>> 8) & 0xff;
    }
    buffer[at++] = opcode & 0xff;
    this.length = at;
  }

  /** An instruction of one byte with an index. */
  indexed(opcode: number, index: number): void {
    const at = this.length;
    if (at + 2 > this.buffer.length) this.grow(2);
    this.buffer[at] = opcode;
    this.length = at + 1;
    if (index < 0x80) this.buffer[this.length++] = index;
    else this.unsigned(index);
  }

  /**
   * A vector that never changes, computed once: not every engine takes it out of loops, or knows that two uses have the same.
   */
  constantVector(vector: SplatConstant): void {
    let known = this.#constants.get(vector.key);
    if (!known) {
      this.#constants.set(vector.key, (known = { vector, local: this.#newVector() }));
    }
    this.indexed(localGet, known.local);
  }

  getLocal(index: number): void {
    // A value stored and read at once stays on the stack: set x, get x is tee x.
    if (this.#setEnd === this.length && this.#setIndex === index) {
      this.buffer[this.#setStart] = localTee;
      this.#setEnd = -1;
    } else this.indexed(localGet, index);
  }

  setLocal(index: number): void {
    this.#setStart = this.length;
    this.indexed(localSet, index);
    this.#setIndex = index;
    this.#setEnd = this.length;
  }

  /** Ends the writing; gives the function's body without its locals. */
  close(): ByteWriter {
    const body = new ByteWriter(this.length + 32 * this.#constants.size);
    for (const { vector, local } of this.#constants.values()) {
      vector.compute(body);
      body.byte(localSet);
      body.unsigned(local);
    }
    body.append(this);
    this.#closed = true;
    this.#setEnd = -1;
    this.buffer = new Uint8Array(0);
    this.length = 0;
    return body;
  }

  /** A closed function has no room: whatever would be written to it ends here. */
  protected override grow(more: number): void {
    if (this.#closed) {
      throw new Error(
        `a function is written by its body: ${this.functionName} received a statement after its body returned`,
      );
    }
    super.grow(more);
  }
}
