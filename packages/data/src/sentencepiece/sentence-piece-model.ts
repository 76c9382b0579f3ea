import { DataError } from '../errors.ts';
import { firstInvalidByte } from '../lines/utf8.ts';
import { bpeSplitter } from './bpe.ts';
import { readSentencePieceFile, type PieceType, type SentencePieceFile } from './model-file.ts';
import { blank, Normalizer } from './normalizer.ts';
import { indexPieces, type Segment, type SplitPieces } from './pieces.ts';
import { unigramSplitter } from './unigram.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * A SentencePiece model (Kudo and Richardson 2018), unigram or BPE, read from the bytes of its `.model` file.
 *
 * Pieces, ids and decoded text are those of SentencePiece itself; text is normalised by the rules in the file (nmt_nfkc,
 * nmt_nfkc_cf, identity, or your own), so that nothing depends on the Unicode version of the engine.
 */
export class SentencePieceModel {
  readonly type: 'unigram' | 'bpe';
  readonly #file: SentencePieceFile;
  readonly #index: SplitPieces;
  readonly #normalizer: Normalizer;
  readonly #split: (text: string) => Segment[];

  /**
   * @param name What errors call the file.
   * @throws DataError when the bytes are no such file or are damaged, with the place.
   */
  constructor(bytes: Uint8Array, name = 'SentencePiece model') {
    this.#file = readSentencePieceFile(bytes, name);
    this.type = this.#file.type;
    this.#index = indexPieces(this.#file, name);
    this.#normalizer = new Normalizer(this.#file, this.#index.userDefined, name);
    this.#split = (this.type === 'unigram' ? unigramSplitter : bpeSplitter)(this.#index);
  }

  /** The number of pieces. */
  get size(): number {
    return this.#file.pieces.length;
  }

  /** The id of the unknown piece. */
  get unknownId(): number {
    return this.#index.unknown;
  }

  /** The text of a piece; throws outside 0 … size − 1. */
  pieceAt(id: number): string {
    return this.#pieceAt(id).text;
  }

  /** What a piece is for; throws outside 0 … size − 1. */
  typeAt(id: number): PieceType {
    return this.#pieceAt(id).type;
  }

  /** The id of a piece; `unknownId` if there is none. */
  idOf(piece: string): number {
    const { reserved, ids, unknown } = this.#index;
    return reserved.get(piece) ?? ids.get(piece) ?? unknown;
  }

  /** The text as the model splits it. */
  normalize(text: string): string {
    return this.#normalizer.normalize(text);
  }

  /** The pieces of a text: `Hello world.` → `▁He`, `ll`, `o`, `▁world`, `.`; what no piece covers stands there as it is. */
  encodePieces(text: string): string[] {
    return this.#encode(text).map((segment) => segment.text);
  }

  /** The ids of the pieces of a text, without begin or end. */
  encode(text: string): Int32Array {
    return Int32Array.from(this.#encode(text), ({ id }) => id);
  }

  /** The text of ids; throws for an id outside 0 … size − 1. */
  decode(ids: Iterable<number>): string {
    return this.#decode(Array.from(ids, (id) => ({ text: this.pieceAt(id), id })));
  }

  /** The text of pieces; one that the model does not know is written as it is. */
  decodePieces(pieces: readonly string[]): string {
    return this.#decode(pieces.map((text) => ({ text, id: this.idOf(text) })));
  }

  #encode(text: string): Segment[] {
    const { unknown, bytes, pieces } = this.#index;
    const segments: Segment[] = [];
    let wasUnknown = false;
    for (const segment of this.#split(this.normalize(text))) {
      const isUnknown = segment.id === unknown;
      if (isUnknown && this.#file.byteFallback) {
        for (const byte of encoder.encode(segment.text)) {
          const id = bytes[byte]!;
          segments.push({ text: pieces[id]!.text, id });
        }
      } else if (isUnknown && wasUnknown) {
        const { text: before } = segments.pop()!;
        segments.push({ text: before + segment.text, id: unknown });
      } else {
        segments.push(segment);
      }
      wasUnknown = isUnknown;
    }
    return segments;
  }

  #decode(segments: readonly Segment[]): string {
    const { addDummyPrefix, removeExtraWhitespaces } = this.#file.normalizer;
    let text = '';
    let bytes: number[] = [];
    let atStart = addDummyPrefix || removeExtraWhitespaces;
    for (const segment of segments) {
      const byte = this.#byteOf(segment.id);
      if (byte !== undefined) {
        bytes.push(byte);
        continue;
      }
      text += decodeBytes(bytes);
      bytes = [];
      atStart &&= text === '';
      const surface = this.#surface(segment);
      const dropped = atStart && surface.startsWith(blank);
      // One blank is the one that encoding added; where encoding removes extra ones, all leading ones go.
      if (dropped && !removeExtraWhitespaces) atStart = false;
      text += (dropped ? surface.slice(1) : surface).replaceAll(blank, ' ');
    }
    return text + decodeBytes(bytes);
  }

  #surface({ text, id }: Segment): string {
    const { type, text: piece } = this.#file.pieces[id]!;
    if (type === 'control') return '';
    return type === 'unknown' && text === piece ? this.#file.unknownSurface : text;
  }

  #byteOf(id: number): number | undefined {
    const { type, text } = this.#file.pieces[id]!;
    return type === 'byte' ? Number.parseInt(text.slice(3, 5), 16) : undefined;
  }

  #pieceAt(id: number) {
    const piece = this.#file.pieces[id];
    if (piece) return piece;
    throw new DataError(
      `SentencePieceModel: id ${id} is outside 0 … ${this.size - 1}; was the text encoded with another model?`,
      { id, size: this.size },
    );
  }
}

/** UTF-8, every byte that is none replaced by U+FFFD. */
function decodeBytes(values: readonly number[]): string {
  let bytes = Uint8Array.from(values);
  let text = '';
  for (let at = firstInvalidByte(bytes); at >= 0; at = firstInvalidByte(bytes)) {
    text += `${decoder.decode(bytes.subarray(0, at))}\uFFFD`;
    bytes = bytes.subarray(at + 1);
  }
  return text + decoder.decode(bytes);
}
