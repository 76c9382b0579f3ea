import { DataError } from '../errors.ts';
import { firstInvalidByte } from './utf8.ts';

const [newline, blank, tab] = [10, 32, 9];
const none = new Uint8Array(0);

/** What becomes of a line that is too long: an error, or pieces, which end at blanks where there are any. */
export type LongLines = 'refuse' | 'cut';

/**
 * Cuts arriving bytes into lines of strictly decoded UTF-8, knowing the line and byte offset of every fault. The lines before a fault come
 * before its error.
 */
export class LineDecoder {
  readonly #path: string;
  readonly #maxLineBytes: number;
  readonly #longLines: LongLines;
  readonly #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  /** The bytes since the last line end. */
  #rest: Uint8Array[] = [];
  #restBytes = 0;
  /** Bytes and lines decoded so far. */
  #bytes = 0;
  #lines = 0;

  constructor(path: string, maxLineBytes: number, longLines: LongLines = 'refuse') {
    this.#path = path;
    this.#maxLineBytes = maxLineBytes;
    this.#longLines = longLines;
  }

  /** The lines that the chunk completes. */
  *push(chunk: Uint8Array): Generator<string, void> {
    const cut = chunk.lastIndexOf(newline) + 1;
    if (cut > 0) {
      const block = joinBytes([...this.#rest, chunk.subarray(0, cut)]);
      this.#rest = [];
      this.#restBytes = 0;
      yield* this.#decode(block);
    }
    yield* this.#keep(chunk.subarray(cut));
  }

  /** The last line, if the file does not end in a line end; throws for an empty file. */
  *end(): Generator<string, void> {
    if (this.#restBytes > 0) yield* this.#decode(joinBytes(this.#rest));
    if (this.#bytes > 0) return;
    throw new DataError(`${this.#path} is empty; it needs one sentence a line`, {
      path: this.#path,
      bytes: 0,
    });
  }

  *#keep(bytes: Uint8Array): Generator<string, void> {
    this.#restBytes += bytes.length;
    if (bytes.length > 0) this.#rest.push(bytes);
    if (this.#restBytes <= this.#maxLineBytes) return;
    if (this.#longLines === 'refuse') throw this.#tooLong(this.#lines + 1, this.#bytes);
    const block = joinBytes(this.#rest);
    const cut = this.#cutsOf(block).at(-1)!;
    this.#rest = [block.subarray(cut)];
    this.#restBytes = block.length - cut;
    yield* this.#decode(block.subarray(0, cut));
  }

  *#decode(block: Uint8Array): Generator<string, void> {
    const cuts = this.#longLines === 'cut' ? this.#cutsOf(block) : [];
    let from = 0;
    for (const to of [...cuts, block.length]) {
      if (to > from) yield* this.#decodeLines(block.subarray(from, to));
      from = to;
    }
  }

  /** Where lines are cut that are too long; the same places however the bytes arrive. */
  #cutsOf(block: Uint8Array): number[] {
    const cuts: number[] = [];
    const most = this.#maxLineBytes;
    for (let from = 0; from + most < block.length;) {
      const end = block.subarray(from, from + most + 1).indexOf(newline);
      if (end < 0) cuts.push(from + lengthOfPiece(block.subarray(from), most));
      from = end < 0 ? cuts.at(-1)! : from + end + 1;
    }
    return cuts;
  }

  *#decodeLines(block: Uint8Array): Generator<string, void> {
    const decoded = this.#text(block);
    if (decoded instanceof DataError) {
      const { offset } = decoded.facts as { offset: number };
      const sound = block.subarray(0, block.lastIndexOf(newline, offset - this.#bytes) + 1);
      if (sound.length > 0) yield* this.#decodeLines(sound);
      throw decoded;
    }
    const isStart = this.#bytes === 0;
    const lines = (isStart && decoded.startsWith('\uFEFF') ? decoded.slice(1) : decoded).split(
      '\n',
    );
    this.#bytes += block.length;
    this.#lines += lines.length - 1;
    if (block.at(-1) === newline) lines.pop();
    for (const line of lines) yield line.endsWith('\r') ? line.slice(0, -1) : line;
  }

  /** The text of whole lines, or what is wrong with them. */
  #text(block: Uint8Array): string | DataError {
    const isRefused = this.#longLines === 'refuse' && block.length > this.#maxLineBytes;
    const long = isRefused ? this.#longLine(block) : undefined;
    if (long) return long;
    try {
      const text = this.#decoder.decode(block);
      return text.includes('\0') ? this.#nul(block) : text;
    } catch {
      return this.#invalid(block);
    }
  }

  #longLine(block: Uint8Array): DataError | undefined {
    let line = this.#lines + 1;
    for (let from = 0; from < block.length; line++) {
      const end = block.indexOf(newline, from);
      const to = end < 0 ? block.length : end;
      if (to - from > this.#maxLineBytes) return this.#tooLong(line, this.#bytes + from);
      from = to + 1;
    }
    return undefined;
  }

  #tooLong(line: number, offset: number): DataError {
    return this.#fault(
      `longer than ${this.#maxLineBytes} bytes`,
      'is this a text file with one sentence a line?',
      line,
      offset,
    );
  }

  #invalid(block: Uint8Array): DataError {
    const at = firstInvalidByte(block);
    const [first, second] = block;
    let remedy = 'save the file as UTF-8';
    if (this.#bytes === 0 && first === 0x1f && second === 0x8b) {
      remedy = 'it looks like gzip data: give the file a name that ends in .gz';
    } else if (this.#bytes === 0 && (first === 0xff || first === 0xfe)) {
      remedy = 'it looks like UTF-16: save the file as UTF-8';
    }
    const byte = block[at]!.toString(16).padStart(2, '0');
    return this.#faultAt(block, at, `byte 0x${byte} is not valid UTF-8`, remedy);
  }

  #nul(block: Uint8Array): DataError {
    return this.#faultAt(
      block,
      block.indexOf(0),
      'there is a NUL byte',
      'this is no plain text, or it is UTF-16: save the file as UTF-8',
    );
  }

  #faultAt(block: Uint8Array, at: number, what: string, remedy: string): DataError {
    const before = block.subarray(0, at).filter((byte) => byte === newline).length;
    return this.#fault(what, remedy, this.#lines + before + 1, this.#bytes + at);
  }

  #fault(what: string, remedy: string, line: number, offset: number): DataError {
    const place = `${this.#path}, line ${line}, byte offset ${offset}`;
    return new DataError(`${place}: ${what}; ${remedy}`, { path: this.#path, line, offset });
  }
}

/** Of the first piece of a line: behind its last blank among `most` bytes, else before a character. */
function lengthOfPiece(line: Uint8Array, most: number): number {
  const piece = line.subarray(0, most);
  const behindBlank = Math.max(piece.lastIndexOf(blank), piece.lastIndexOf(tab)) + 1;
  if (behindBlank > 0) return behindBlank;
  const isInside = (at: number): boolean => (line[at]! & 0xc0) === 0x80;
  let length = most;
  while (length > 1 && isInside(length)) length--;
  // What is no UTF-8 is told by the decoder.
  return isInside(length) ? most : length;
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
