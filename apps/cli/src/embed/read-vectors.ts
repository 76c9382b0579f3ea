import { readBytes } from '@rondo/data/node';
import {
  loadEmbeddingModel,
  loadVectors,
  readWord2VecBinary,
  readWord2VecText,
  type EmbeddingModel,
  type WordVectors,
} from '@rondo/embeddings';
import { stat } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { atPlace } from '../errors.ts';
import type { Io } from '../io.ts';
import { vectorFileOf } from './vector-file.ts';

/** A file as the user named it, or that of the run whose folder was named. */
async function bytesOf(name: string, io: Io): Promise<{ path: string; bytes: Uint8Array }> {
  const named = resolve(io.folder, name);
  const isFolder = (await stat(named).catch(() => undefined))?.isDirectory() ?? false;
  const path = isFolder ? vectorFileOf(named) : named;
  return { path, bytes: await readBytes(path) };
}

/** Vectors of a file: safetensors, or word2vec's binary form (.bin) or text form (any other name). */
export async function readVectors(name: string, io: Io): Promise<WordVectors> {
  const { path, bytes } = await bytesOf(name, io);
  const kind = extname(path.replace(/\.gz$/u, ''));
  if (kind === '.safetensors') return atPlace(name, () => loadVectors(bytes));
  return kind === '.bin' ? readWord2VecBinary(bytes, { name }) : readWord2VecText(bytes, { name });
}

/** All that a run of `rondo embed train` has learned. */
export async function readEmbeddingModel(name: string, io: Io): Promise<EmbeddingModel> {
  const { bytes } = await bytesOf(name, io);
  return atPlace(name, () => loadEmbeddingModel(bytes));
}
