const varint = 0;
const bytes = 2;
const fixed32 = 5;

/** Writes a protobuf message field by field. */
export class Message {
  readonly #parts: Uint8Array[] = [];

  integer(field: number, value: number): this {
    this.#parts.push(encodeVarint(field * 8 + varint), encodeVarint(value));
    return this;
  }

  float(field: number, value: number): this {
    const number = new Uint8Array(4);
    new DataView(number.buffer).setFloat32(0, value, true);
    this.#parts.push(encodeVarint(field * 8 + fixed32), number);
    return this;
  }

  text(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value));
  }

  message(field: number, value: Message): this {
    return this.bytes(field, value.finish());
  }

  bytes(field: number, value: Uint8Array): this {
    this.#parts.push(encodeVarint(field * 8 + bytes), encodeVarint(value.length), value);
    return this;
  }

  finish(): Uint8Array {
    const whole = new Uint8Array(this.#parts.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const part of this.#parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }
}

/** Seven bits a byte, least first; a negative number as its 64-bit two's complement. */
function encodeVarint(value: number): Uint8Array {
  const digits: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    const more = rest > 0x7fn;
    digits.push(Number(rest & 0x7fn) | (more ? 0x80 : 0));
    rest >>= 7n;
  } while (rest > 0n);
  return Uint8Array.from(digits);
}
