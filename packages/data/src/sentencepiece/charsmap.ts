import { DataError } from '../errors.ts';

/** The longest rule that fits at a place: how many bytes it replaces, by what. */
export interface Replacement {
  readonly bytes: number;
  readonly text: string;
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The rules of a SentencePiece normaliser, such as nmt_nfkc: a double-array trie over UTF-8 bytes, and the texts that its leaves
 * point to.
 *
 * Layout: the trie's size in bytes (32 bits, little-endian), its units of 32 bits, then the texts, each ended by a zero byte. In
 * a unit, bits 0–7 and 31 are the label, bit 8 tells that a leaf hangs below, bits 10–30 (shifted by 8 more where bit 9 is set)
 * are the offset; a leaf holds its value in bits 0–30 (J. Aoe 1989, as in darts-clone).
 */
export class Charsmap {
  readonly #units: Uint32Array;
  readonly #texts: Uint8Array;
  readonly #decoded = new Map<number, string>();
  readonly #name: string;

  constructor(bytes: Uint8Array, name: string) {
    this.#name = name;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const size = bytes.length < 4 ? 0 : view.getUint32(0, true);
    if (size === 0 || size % 4 !== 0 || size + 4 >= bytes.length) {
      this.#fail(`a trie of ${size} bytes does not fit its ${bytes.length} bytes`);
    }
    this.#units = Uint32Array.from({ length: size / 4 }, (_, i) => view.getUint32(4 + 4 * i, true));
    this.#texts = bytes.subarray(4 + size);
    if (this.#texts.at(-1) !== 0) this.#fail('its last text has no end');
  }

  /** The longest rule for the bytes from `from` on. */
  longest(bytes: Uint8Array, from: number): Replacement | undefined {
    const units = this.#units;
    let position = offsetOf(units[0]!);
    let value = -1;
    let length = 0;
    for (let i = from; i < bytes.length; i++) {
      const byte = bytes[i]!;
      position ^= byte;
      const unit = units[position];
      if (unit === undefined || labelOf(unit) !== byte) break;
      position ^= offsetOf(unit);
      if ((unit & 0x100) === 0) continue;
      value = (units[position] ?? 0x7fffffff) & 0x7fffffff;
      length = i + 1 - from;
    }
    return length === 0 ? undefined : { bytes: length, text: this.#textAt(value) };
  }

  #textAt(start: number): string {
    const known = this.#decoded.get(start);
    if (known !== undefined) return known;
    const end = this.#texts.indexOf(0, start);
    if (end < 0) this.#fail(`a rule points to text ${start} of ${this.#texts.length} bytes`);
    let text: string;
    try {
      text = decoder.decode(this.#texts.subarray(start, end));
    } catch {
      return this.#fail(`the text at ${start} is not valid UTF-8`);
    }
    this.#decoded.set(start, text);
    return text;
  }

  #fail(reason: string): never {
    throw new DataError(
      `${this.#name}: the rules of its normaliser are damaged: ${reason}; copy or train the model again`,
      { name: this.#name, reason },
    );
  }
}

const labelOf = (unit: number): number => (unit & 0x800000ff) >>> 0;
const offsetOf = (unit: number): number => (unit >>> 10) << ((unit & 0x200) >>> 6);
