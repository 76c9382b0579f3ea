import { Neighbours, type WordVectors } from '@rondo/embeddings';
import { HnswIndex } from '@rondo/embeddings/hnsw';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { exitCode } from '../errors.ts';
import type { Io } from '../io.ts';
import { StatusLine } from '../progress/status-line.ts';
import { stoppable } from '../stoppable.ts';
import { readVectors } from './read-vectors.ts';

/** The option of commands that look for near words. */
export const indexOption = [
  '--index <file>',
  'compare only the words that an index names; it is built where there is none',
] as const;

/**
 * Works with the near words of the vectors of a file: among all words, or through the index of another file, which is written where there
 * is none; Ctrl-C ends the building of it.
 * @returns the exit code.
 */
export async function withNeighbours(
  { model, index }: { readonly model: string; readonly index: string | undefined },
  io: Io,
  work: (neighbours: Neighbours) => Promise<void>,
): Promise<number> {
  const vectors = await readVectors(model, io);
  let opened = undefined as HnswIndex | undefined;
  if (index !== undefined) {
    const code = await stoppable(io, async (signal) => {
      opened = await openIndex(vectors, resolve(io.folder, index), io, signal);
      return exitCode.done;
    });
    if (code !== exitCode.done) return code;
  }
  const neighbours = new Neighbours(vectors, { index: opened });
  try {
    await work(neighbours);
  } finally {
    neighbours.dispose();
  }
  return exitCode.done;
}

async function openIndex(
  vectors: WordVectors,
  path: string,
  io: Io,
  signal: AbortSignal,
): Promise<HnswIndex> {
  if (existsSync(path)) return HnswIndex.load(path, vectors);
  const line = new StatusLine(io.err);
  const onProgress = (share: number): void => line.update(share, () => 'building the index');
  const built = await HnswIndex.build(vectors, {}, { onProgress, signal }).finally(() =>
    line.clear(),
  );
  await built.save(path);
  return built;
}
