/** Bytes written one after the other, in encodings of the WebAssembly Core Specification, section 5.2. */
export class ByteWriter {
  length = 0;
  protected buffer: Uint8Array<ArrayBuffer>;

  constructor(capacity = 64) {
    this.buffer = new Uint8Array(capacity);
  }

  byte(value: number): void {
    if (this.length === this.buffer.length) this.grow(1);
    this.buffer[this.length++] = value;
  }

  bytes(values: ArrayLike<number>): void {
    const end = this.length + values.length;
    if (end > this.buffer.length) this.grow(values.length);
    this.buffer.set(values, this.length);
    this.length = end;
  }

  append(other: ByteWriter): void {
    this.bytes(other.buffer.subarray(0, other.length));
  }

  /** A non-negative integer below 2^32 in LEB128. */
  unsigned(value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      this.byte((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    this.byte(rest);
  }

  /** A 32-bit integer in signed LEB128. */
  signed(value: number): void {
    let rest = value;
    // The last group holds the sign in its bit 6.
    while (rest < -0x40 || rest >= 0x40) {
      this.byte((rest & 0x7f) | 0x80);
      rest >>= 7;
    }
    this.byte(rest & 0x7f);
  }

  /** A 64-bit integer in signed LEB128. */
  signed64(value: bigint): void {
    let rest = value;
    while (rest < -0x40n || rest >= 0x40n) {
      this.byte(Number(rest & 0x7fn) | 0x80);
      rest >>= 7n;
    }
    this.byte(Number(rest & 0x7fn));
  }

  /** 32 bits, the lowest byte first. */
  word(bits: number): void {
    this.byte(bits & 0xff);
    this.byte((bits >>> 8) & 0xff);
    this.byte((bits >>> 16) & 0xff);
    this.byte(bits >>> 24);
  }

  /** What was written so far. */
  toBytes(): Uint8Array<ArrayBuffer> {
    return this.buffer.slice(0, this.length);
  }

  /** Makes room for `more` bytes. */
  protected grow(more: number): void {
    const larger = new Uint8Array(Math.max(2 * this.buffer.length, this.length + more));
    larger.set(this.buffer);
    this.buffer = larger;
  }
}
