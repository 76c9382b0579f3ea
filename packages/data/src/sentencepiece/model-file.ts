import { DataError } from '../errors.ts';
import { wireFields, type WireField } from './wire.ts';

/** What a piece is for. */
export type PieceType = 'normal' | 'unknown' | 'control' | 'userDefined' | 'unused' | 'byte';

export interface Piece {
  readonly text: string;
  /** Log probability (unigram) or minus the rank of the merge (BPE). */
  readonly score: number;
  readonly type: PieceType;
}

/** What of a SentencePiece `.model` file decides how text is encoded and decoded. */
export interface SentencePieceFile {
  readonly type: 'unigram' | 'bpe';
  readonly pieces: readonly Piece[];
  /** Blanks end a word's piece instead of beginning it. */
  readonly whitespaceAsSuffix: boolean;
  /** What no piece covers is spelt in pieces for bytes. */
  readonly byteFallback: boolean;
  /** What the unknown piece is decoded to. */
  readonly unknownSurface: string;
  readonly normalizer: NormalizerSettings;
}

interface NormalizerSettings {
  /** A trie of replacements and their texts; empty where nothing is replaced. */
  readonly charsmap: Uint8Array;
  readonly addDummyPrefix: boolean;
  readonly removeExtraWhitespaces: boolean;
  readonly escapeWhitespaces: boolean;
}

// Numbers of fields and their defaults: sentencepiece_model.proto.
const fields = { pieces: 1, trainer: 2, normalizer: 3 } as const;
const pieceFields = { text: 1, score: 2, type: 3 } as const;
const trainerFields = {
  modelType: 3,
  whitespaceAsSuffix: 24,
  byteFallback: 35,
  unknownSurface: 44,
};
const normalizerFields = { charsmap: 2, addDummyPrefix: 3, removeExtra: 4, escape: 5 } as const;
const pieceTypes: readonly PieceType[] = [
  'normal',
  'unknown',
  'control',
  'userDefined',
  'unused',
  'byte',
];
const modelTypes = ['unigram', 'bpe', 'word', 'char'] as const;

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Reads the bytes of a `.model` file.
 *
 * @throws DataError when they are no such file, are damaged, or hold a word or char model.
 */
export function readSentencePieceFile(bytes: Uint8Array, name: string): SentencePieceFile {
  const pieces: Piece[] = [];
  let trainer: Uint8Array | undefined;
  let normalizer: Uint8Array | undefined;
  for (const field of wireFields(bytes, name)) {
    const what = `${name}, field ${field.number}`;
    if (field.number === fields.pieces) pieces.push(readPiece(bytesOf(field, what), name, pieces));
    else if (field.number === fields.trainer) trainer = bytesOf(field, what);
    else if (field.number === fields.normalizer) normalizer = bytesOf(field, what);
  }
  if (pieces.length === 0) fail(name, 'there are no pieces in it');
  if (!trainer) fail(name, 'the settings of its training are missing');
  return {
    ...readTrainer(trainer, name),
    pieces,
    normalizer: readNormalizer(normalizer ?? new Uint8Array(0), name),
  };
}

function readPiece(bytes: Uint8Array, name: string, before: readonly Piece[]): Piece {
  const what = `${name}, piece ${before.length}`;
  let text = '';
  let score = 0;
  let type: PieceType | undefined = 'normal';
  for (const field of wireFields(bytes, what)) {
    if (field.number === pieceFields.text) text = textOf(field, what);
    else if (field.number === pieceFields.score) score = numberOf(field, what);
    else if (field.number === pieceFields.type) type = pieceTypes[numberOf(field, what) - 1];
  }
  if (text === '') fail(what, 'the piece is empty');
  if (Number.isNaN(score)) fail(what, 'its score is not a number');
  if (type === undefined) fail(what, 'its type is none of 1 … 6');
  return { text, score, type };
}

function readTrainer(bytes: Uint8Array, name: string) {
  const what = `${name}, settings of its training`;
  let type: (typeof modelTypes)[number] | undefined = 'unigram';
  let whitespaceAsSuffix = false;
  let byteFallback = false;
  let unknownSurface = ' \u2047 ';
  for (const field of wireFields(bytes, what)) {
    if (field.number === trainerFields.modelType) type = modelTypes[numberOf(field, what) - 1];
    else if (field.number === trainerFields.whitespaceAsSuffix)
      whitespaceAsSuffix = numberOf(field, what) !== 0;
    else if (field.number === trainerFields.byteFallback)
      byteFallback = numberOf(field, what) !== 0;
    else if (field.number === trainerFields.unknownSurface) unknownSurface = textOf(field, what);
  }
  if (type !== 'unigram' && type !== 'bpe') {
    throw new DataError(
      `${name}: models of type ${type ?? 'unknown'} are not read; train one with --model_type=unigram or bpe`,
      { name, type },
    );
  }
  return { type, whitespaceAsSuffix, byteFallback, unknownSurface };
}

function readNormalizer(bytes: Uint8Array, name: string): NormalizerSettings {
  const what = `${name}, settings of its normaliser`;
  let charsmap = new Uint8Array(0);
  const flags = { addDummyPrefix: true, removeExtraWhitespaces: true, escapeWhitespaces: true };
  for (const field of wireFields(bytes, what)) {
    if (field.number === normalizerFields.charsmap)
      charsmap = Uint8Array.from(bytesOf(field, what));
    else if (field.number === normalizerFields.addDummyPrefix)
      flags.addDummyPrefix = numberOf(field, what) !== 0;
    else if (field.number === normalizerFields.removeExtra)
      flags.removeExtraWhitespaces = numberOf(field, what) !== 0;
    else if (field.number === normalizerFields.escape)
      flags.escapeWhitespaces = numberOf(field, what) !== 0;
  }
  return { charsmap, ...flags };
}

function bytesOf({ value }: WireField, what: string): Uint8Array {
  return typeof value === 'number' ? fail(what, 'expected bytes, found a number') : value;
}

function numberOf({ value }: WireField, what: string): number {
  return typeof value === 'number' ? value : fail(what, 'expected a number, found bytes');
}

function textOf(field: WireField, what: string): string {
  try {
    return decoder.decode(bytesOf(field, what));
  } catch {
    return fail(what, 'a text in it is not valid UTF-8');
  }
}

function fail(what: string, reason: string): never {
  throw new DataError(
    `${what}: ${reason}; is this a .model file of SentencePiece, copied whole and in binary mode?`,
    { what, reason },
  );
}
