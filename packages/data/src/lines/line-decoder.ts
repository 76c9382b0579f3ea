import { DataError } from '../errors.ts';
import { firstInvalidByte } from './utf8.ts';

const newline = 10;
const none = new Uint8Array(0);

/** Cuts arriving bytes into lines of strictly decoded UTF-8, knowing the line and byte offset of every fault. */
export class LineDecoder {
  readonly #path: string;
  readonly #maxLineBytes: number;
  readonly #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  /** The bytes since the last line end. */
  #rest: Uint8Array[] = [];
  #restBytes = 0;
  /** Bytes and lines decoded so far. */
  #bytes = 0;
  #lines = 0;

  constructor(path: string, maxLineBytes: number) {
    this.#path = path;
    this.#maxLineBytes = maxLineBytes;
  }

  /** The lines that the chunk completes. */
  push(chunk: Uint8Array): string[] {
    const cut = chunk.lastIndexOf(newline) + 1;
    if (cut === 0) {
      this.#keep(chunk);
      return [];
    }
    const block = joinBytes([...this.#rest, chunk.subarray(0, cut)]);
    this.#rest = [];
    this.#restBytes = 0;
    this.#keep(chunk.subarray(cut));
    const lines = this.#decode(block);
    lines.pop();
    return lines;
  }

  /** The last line, if the file does not end in a line end; throws for an empty file. */
  end(): string[] {
    if (this.#restBytes > 0) return this.#decode(joinBytes(this.#rest));
    if (this.#bytes > 0) return [];
    throw new DataError(`${this.#path} is empty; it needs one sentence a line`, {
      path: this.#path,
      bytes: 0,
    });
  }

  #keep(bytes: Uint8Array): void {
    this.#restBytes += bytes.length;
    if (this.#restBytes > this.#maxLineBytes) this.#failLong(this.#lines + 1, this.#bytes);
    if (bytes.length > 0) this.#rest.push(bytes);
  }

  #decode(block: Uint8Array): string[] {
    if (block.length > this.#maxLineBytes) this.#checkLengths(block);
    let text: string;
    try {
      text = this.#decoder.decode(block);
    } catch {
      return this.#failInvalid(block);
    }
    if (this.#bytes === 0 && text.startsWith('\uFEFF')) text = text.slice(1);
    const lines = text.split('\n');
    if (text.includes('\0')) this.#failNul(block);
    this.#bytes += block.length;
    this.#lines += lines.length - 1;
    return lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  }

  #checkLengths(block: Uint8Array): void {
    let line = this.#lines + 1;
    for (let from = 0; from < block.length; line++) {
      const end = block.indexOf(newline, from);
      const to = end < 0 ? block.length : end;
      if (to - from > this.#maxLineBytes) this.#failLong(line, this.#bytes + from);
      from = to + 1;
    }
  }

  #failLong(line: number, offset: number): never {
    return this.#fail(
      `longer than ${this.#maxLineBytes} bytes`,
      'is this a text file with one sentence a line?',
      line,
      offset,
    );
  }

  #failInvalid(block: Uint8Array): never {
    const at = firstInvalidByte(block);
    const [first, second] = block;
    let remedy = 'save the file as UTF-8';
    if (this.#bytes === 0 && first === 0x1f && second === 0x8b) {
      remedy = 'it looks like gzip data: give the file a name that ends in .gz';
    } else if (this.#bytes === 0 && (first === 0xff || first === 0xfe)) {
      remedy = 'it looks like UTF-16: save the file as UTF-8';
    }
    const byte = block[at]!.toString(16).padStart(2, '0');
    return this.#failAt(block, at, `byte 0x${byte} is not valid UTF-8`, remedy);
  }

  #failNul(block: Uint8Array): never {
    return this.#failAt(
      block,
      block.indexOf(0),
      'there is a NUL byte',
      'this is no plain text, or it is UTF-16: save the file as UTF-8',
    );
  }

  #failAt(block: Uint8Array, at: number, what: string, remedy: string): never {
    const before = block.subarray(0, at).filter((byte) => byte === newline).length;
    return this.#fail(what, remedy, this.#lines + before + 1, this.#bytes + at);
  }

  #fail(what: string, remedy: string, line: number, offset: number): never {
    throw new DataError(`${this.#path}, line ${line}, byte offset ${offset}: ${what}; ${remedy}`, {
      path: this.#path,
      line,
      offset,
    });
  }
}

function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0] ?? none;
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}
