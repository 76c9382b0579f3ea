import { DataError } from '../errors.ts';
import type { SentencePieceFile } from './model-file.ts';
import { Trie } from './trie.ts';

/** A part of a text and the piece that it is. */
export interface Segment {
  readonly text: string;
  readonly id: number;
}

/** The pieces of a model, to be found by their texts. */
export interface SplitPieces extends Pick<SentencePieceFile, 'pieces'> {
  /** The id of the unknown piece. */
  readonly unknown: number;
  /** Pieces that text may contain. */
  readonly trie: Trie;
  readonly ids: ReadonlyMap<string, number>;
  /** Pieces that text never contains by its spelling: unknown, control, bytes. */
  readonly reserved: ReadonlyMap<string, number>;
  readonly userDefined: Trie;
  /** The ids of the pieces <0x00> … <0xFF>; empty without byte fallback. */
  readonly bytes: readonly number[];
}

/** Indexes the pieces of a model and checks them: each once, one unknown piece, all bytes if any. */
export function indexPieces(
  { pieces, byteFallback }: SentencePieceFile,
  name: string,
): SplitPieces {
  const ids = new Map<string, number>();
  const reserved = new Map<string, number>();
  const [trie, userDefined] = [new Trie(), new Trie()];
  const unknowns = [];
  for (const [id, { text, type }] of pieces.entries()) {
    const isText = type === 'normal' || type === 'userDefined' || type === 'unused';
    const map = isText ? ids : reserved;
    if (map.has(text)) fail(name, `piece ${id}, ${JSON.stringify(text)}, is there twice`);
    map.set(text, id);
    if (isText) trie.insert(text, id);
    if (type === 'userDefined') userDefined.insert(text, id);
    if (type === 'unknown') unknowns.push(id);
    if (type === 'byte' && !byteFallback)
      fail(name, `piece ${id} is a byte in a model without bytes`);
  }
  const [unknown] = unknowns;
  if (unknown === undefined || unknowns.length > 1) {
    fail(name, `it has ${unknowns.length} unknown pieces instead of one`);
  }
  const bytes = byteFallback
    ? Array.from({ length: 256 }, (_, byte) => {
        const id = reserved.get(bytePiece(byte));
        if (id !== undefined && pieces[id]!.type === 'byte') return id;
        return fail(name, `the piece ${bytePiece(byte)} is missing`);
      })
    : [];
  return { pieces, unknown, trie, ids, reserved, userDefined, bytes };
}

/** The piece for a byte: <0x00> … <0xFF>. */
const bytePiece = (byte: number): string =>
  `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`;

function fail(name: string, reason: string): never {
  throw new DataError(`${name}: ${reason}; the file is damaged, copy or train it again`, {
    name,
    reason,
  });
}
