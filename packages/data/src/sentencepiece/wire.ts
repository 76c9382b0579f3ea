import { DataError } from '../errors.ts';

/** A field of a protocol-buffers message. */
export interface WireField {
  readonly number: number;
  /** A number for varints (its lower 32 bits, signed) and 32-bit fields (as a float); bytes for strings, bytes and messages. */
  readonly value: number | Uint8Array;
}

/**
 * The fields of a message in the wire format of protocol buffers, in the order of the bytes.
 *
 * @throws DataError with the byte offset where the bytes are no such message.
 */
export function* wireFields(message: Uint8Array, what: string): Generator<WireField, void> {
  const reader = new WireReader(message, what);
  while (!reader.done) yield reader.field();
}

class WireReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #what: string;
  #at = 0;

  constructor(bytes: Uint8Array, what: string) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#what = what;
  }

  get done(): boolean {
    return this.#at === this.#bytes.length;
  }

  field(): WireField {
    const tag = this.#varint();
    const number = tag >>> 3;
    if (number === 0) this.#fail('there is no field 0');
    switch (tag & 7) {
      case 0:
        return { number, value: this.#varint() | 0 };
      case 1:
        return { number, value: this.#take(8) };
      case 2:
        return { number, value: this.#take(this.#varint()) };
      case 5: {
        const at = this.#at;
        this.#take(4);
        return { number, value: this.#view.getFloat32(at, true) };
      }
      default:
        return this.#fail(`there is no wire type ${tag & 7}`);
    }
  }

  /** The lower 32 bits of a number of seven bits a byte. */
  #varint(): number {
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.#bytes[this.#at];
      if (byte === undefined) return this.#fail('the file ends inside a number');
      this.#at += 1;
      if (shift < 32) value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
    return this.#fail('a number takes more than ten bytes');
  }

  #take(length: number): Uint8Array {
    const left = this.#bytes.length - this.#at;
    if (length > left) this.#fail(`a field of ${length} bytes begins where ${left} are left`);
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  #fail(reason: string): never {
    throw new DataError(
      `${this.#what}, byte ${this.#at}: ${reason}; the file is damaged or of another kind, copy or train it again`,
      { what: this.#what, offset: this.#at, reason },
    );
  }
}
