import { DataError } from '@rondo/data';
import { readBytes } from '@rondo/data/node';
import {
  loadEmbeddingModel,
  loadVectors,
  readWord2VecBinary,
  readWord2VecText,
  type EmbeddingModel,
  type InitialWeights,
  type WordVectors,
} from '@rondo/embeddings';
import { stat } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { atPlace, CliError } from '../errors.ts';
import type { Io } from '../io.ts';
import { vectorFileOf } from './vector-file.ts';

/** A file as the user named it, or that of the run whose folder was named. */
async function bytesOf(name: string, io: Io): Promise<{ path: string; bytes: Uint8Array }> {
  const named = resolve(io.folder, name);
  const isFolder = (await stat(named).catch(() => undefined))?.isDirectory() ?? false;
  const path = isFolder ? vectorFileOf(named) : named;
  return { path, bytes: await readBytes(path) };
}

/** Vectors of a file: safetensors, or word2vec's binary form (.bin) or text form (any other name). What is odd in them is told. */
export async function readVectors(name: string, io: Io): Promise<WordVectors> {
  const { path, bytes } = await bytesOf(name, io);
  if (isSafetensors(path, bytes)) return atPlace(name, () => loadVectors(bytes));
  const options = {
    name,
    invalidUtf8: 'replace' as const,
    tell: (what: string) => io.err.write(`warning: ${what}\n`),
  };
  return formOf(path) === '.bin'
    ? readWord2VecBinary(bytes, options)
    : readWord2VecText(bytes, { ...options, header: !isWithoutHeader(bytes) });
}

/** All that a run has learned, or the vectors of another file. */
export async function readInitialWeights(name: string, io: Io): Promise<InitialWeights> {
  const { path, bytes } = await bytesOf(name, io);
  if (!isSafetensors(path, bytes)) return readVectors(name, io);
  return atPlace(name, () =>
    loadEmbeddingModel(bytes).catch((error: unknown) => {
      if (error instanceof DataError) return loadVectors(bytes);
      throw error;
    }),
  );
}

/** All that a run of `rondo embed train` has learned. */
export async function readEmbeddingModel(name: string, io: Io): Promise<EmbeddingModel> {
  const { path, bytes } = await bytesOf(name, io);
  if (isSafetensors(path, bytes)) return atPlace(name, () => loadEmbeddingModel(bytes));
  throw new CliError(
    `${name} is no file of a run of rondo embed train; files of word2vec have vectors only, and nothing that predicts words from them: name the folder of a run, or its vectors.safetensors`,
  );
}

/** Whether the first line has a word and several numbers, as files of GloVe have it, in place of two sizes. */
function isWithoutHeader(bytes: Uint8Array): boolean {
  const newline = 0x0a;
  const [line = ''] = new TextDecoder()
    .decode(bytes.subarray(0, bytes.indexOf(newline)))
    .split('\r');
  return /^\S+(?:[ \t]+-?[\d.][\d.eE+-]*){2,}\s*$/u.test(line);
}

const formOf = (path: string): string => extname(path.replace(/\.gz$/u, ''));

/** By the name, or by the header, JSON after eight bytes of its length. */
function isSafetensors(path: string, bytes: Uint8Array): boolean {
  if (formOf(path) === '.safetensors') return true;
  const [brace, quote] = [0x7b, 0x22];
  return bytes[7] === 0 && bytes[8] === brace && bytes[9] === quote;
}
