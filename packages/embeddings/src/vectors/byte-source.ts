import { DataError } from '@rondo/data';

/** Bytes at once, or in chunks as they arrive: of a file, of a download. */
export type Bytes =
  | Uint8Array
  | Iterable<Uint8Array>
  | AsyncIterable<Uint8Array>
  | ReadableStream<Uint8Array>;

/** Reads bytes in the order in which they arrive, keeping only the chunk it is at. */
export class ByteSource {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #chunk: Uint8Array = new Uint8Array();
  #at = 0;
  #before = 0;

  constructor(bytes: Bytes) {
    this.#chunks = chunksOf(bytes);
  }

  /** How many bytes were read so far. */
  get position(): number {
    return this.#before + this.#at;
  }

  async #isAtEnd(): Promise<boolean> {
    while (this.#at === this.#chunk.length) {
      const { done, value } = await this.#chunks.next();
      if (done) return true;
      this.#before += this.#chunk.length;
      this.#chunk = value;
      this.#at = 0;
    }
    return false;
  }

  /** The bytes before the next `mark`, which is passed over; `undefined` when there is none among the next `most` bytes. */
  async until(mark: number, most: number): Promise<Uint8Array | undefined> {
    const found: number[] = [];
    while (found.length <= most) {
      // Waiting takes longer than a byte.
      if (this.#at === this.#chunk.length && (await this.#isAtEnd())) break;
      const byte = this.#chunk[this.#at++]!;
      if (byte === mark) return Uint8Array.from(found);
      found.push(byte);
    }
    return undefined;
  }

  /** Fills the target, with fewer bytes where there are no more: how many. */
  async readInto(target: Uint8Array): Promise<number> {
    let filled = 0;
    while (filled < target.length && !(await this.#isAtEnd())) {
      const part = this.#chunk.subarray(this.#at, this.#at + target.length - filled);
      target.set(part, filled);
      filled += part.length;
      this.#at += part.length;
    }
    return filled;
  }

  /** At most so many of the bytes that come next and are there already; they stay the next ones. */
  async start(most: number): Promise<Uint8Array> {
    return (await this.#isAtEnd())
      ? new Uint8Array()
      : this.#chunk.subarray(this.#at, this.#at + most);
  }

  /** The next byte, which stays the next one; `undefined` at the end. */
  async peek(): Promise<number | undefined> {
    return (await this.#isAtEnd()) ? undefined : this.#chunk[this.#at];
  }

  /** Passes over the next byte if it is this one. */
  async skip(byte: number): Promise<void> {
    if ((await this.peek()) === byte) this.#at++;
  }

  /** Lets go of where the bytes come from. */
  async close(): Promise<void> {
    await this.#chunks.return?.();
  }
}

/**
 * The chunks of bytes, however they come.
 * @throws DataError for what are none.
 */
export async function* chunksOf(bytes: Bytes): AsyncGenerator<Uint8Array, void> {
  checkBytes(bytes);
  if (bytes instanceof Uint8Array) yield bytes;
  else if (Symbol.iterator in bytes) yield* bytes;
  else if (Symbol.asyncIterator in bytes) yield* bytes;
  else {
    // Engines whose streams cannot be iterated.
    const reader = (bytes as ReadableStream<Uint8Array>).getReader();
    try {
      for (let part = await reader.read(); !part.done; part = await reader.read()) yield part.value;
    } finally {
      await reader.cancel();
    }
  }
}

function checkBytes(bytes: unknown): void {
  const isObject = typeof bytes === 'object' && bytes !== null;
  const isStream = isObject && (Symbol.asyncIterator in bytes || 'getReader' in bytes);
  if (isStream || (isObject && Symbol.iterator in bytes)) return;
  const expected = 'expected a Uint8Array, or chunks of bytes';
  if (typeof bytes === 'string') {
    throw new DataError(
      `${expected}, received a string; new TextEncoder().encode(text) makes bytes`,
    );
  }
  if (bytes instanceof ArrayBuffer) {
    throw new DataError(`${expected}, received an ArrayBuffer; wrap it: new Uint8Array(buffer)`);
  }
  throw new DataError(`${expected}, received ${String(bytes)}`);
}
