import { damaged } from './error.ts';

/** Reads a pickle from its start to its end, never past it. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Where the next byte lies. */
  get at(): number {
    return this.#at;
  }

  uint8(): number {
    return this.#view.getUint8(this.#skip(1));
  }

  uint16(): number {
    return this.#view.getUint16(this.#skip(2), true);
  }

  uint32(): number {
    return this.#view.getUint32(this.#skip(4), true);
  }

  int32(): number {
    return this.#view.getInt32(this.#skip(4), true);
  }

  /** A length; beyond 2⁵³ it is rounded, and longer than any file. */
  uint64(): number {
    return Number(this.#view.getBigUint64(this.#skip(8), true));
  }

  /** The one big-endian number of pickles. */
  float64(): number {
    return this.#view.getFloat64(this.#skip(8), false);
  }

  bytes(length: number): Uint8Array {
    const begin = this.#skip(length);
    return this.#bytes.subarray(begin, begin + length);
  }

  text(length: number): string {
    const begin = this.#at;
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(this.bytes(length));
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      throw damaged(`data.pkl has text at byte ${begin} that is not UTF-8`, { at: begin });
    }
  }

  /** The text up to the next line feed. */
  line(): string {
    const end = this.#bytes.indexOf(10, this.#at);
    if (end < 0) throw damaged(`data.pkl has a line at byte ${this.#at} that does not end`);
    const text = this.text(end - this.#at);
    this.#at++;
    return text;
  }

  #skip(count: number): number {
    const begin = this.#at;
    const rest = this.#bytes.length - begin;
    if (count > rest) {
      throw damaged(`data.pkl needs ${count} bytes at byte ${begin}, ${rest} follow`, {
        at: begin,
      });
    }
    this.#at += count;
    return begin;
  }
}
