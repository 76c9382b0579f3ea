import { ByteReader } from './byte-reader.ts';
import { damaged } from './error.ts';

/** A name that a pickle asks for, out of a closed list: a name only, never looked up anywhere. */
export class Global {
  readonly name: string;
  /** What stands for a call of it; without it, it cannot be called. */
  readonly call: ((args: readonly unknown[]) => unknown) | undefined;

  constructor(name: string, call?: (args: readonly unknown[]) => unknown) {
    this.name = name;
    this.call = call;
  }
}

/** A value that a pickle completes by setting its state. */
export abstract class Buildable {
  abstract setState(state: unknown): void;
}

/** What a pickle may refer to outside of itself. */
export interface Surroundings {
  /** @throws TorchCheckpointError for a name that is not on the list. */
  global(name: string, at: number): Global;
  persistent(id: unknown): unknown;
}

/** The stack and the memo of a pickle that is being read. */
export class Machine {
  readonly reader: ByteReader;
  readonly surroundings: Surroundings;
  readonly memo = new Map<number, unknown>();
  /** The values above the last mark, and those below each mark. */
  #stack: unknown[] = [];
  readonly #below: unknown[][] = [];

  constructor(bytes: Uint8Array, surroundings: Surroundings) {
    this.reader = new ByteReader(bytes);
    this.surroundings = surroundings;
  }

  push(value: unknown): void {
    this.#stack.push(value);
  }

  top(): unknown {
    this.#expect(1);
    return this.#stack.at(-1);
  }

  pop(): unknown {
    return this.popMany(1)[0];
  }

  /** The last `count` values, in the order in which they were pushed. */
  popMany(count: number): unknown[] {
    this.#expect(count);
    return this.#stack.splice(-count, count);
  }

  mark(): void {
    this.#below.push(this.#stack);
    this.#stack = [];
  }

  /** Everything above the last mark, which is taken off. */
  popMark(): unknown[] {
    const below = this.#below.pop();
    if (!below) {
      throw damaged(`data.pkl looks for a mark before byte ${this.reader.at}, which is not there`);
    }
    const items = this.#stack;
    this.#stack = below;
    return items;
  }

  #expect(count: number): void {
    if (this.#stack.length >= count) return;
    throw damaged(
      `data.pkl takes ${count} values before byte ${this.reader.at} from a stack of ${this.#stack.length}`,
      { at: this.reader.at },
    );
  }
}
