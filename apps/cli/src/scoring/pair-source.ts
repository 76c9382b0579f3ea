import type { SentencePair } from '@rondo/data';
import { pairFilesOf, readPairs } from '@rondo/data/node';
import { resolve } from 'node:path';
import { CliError, UsageError } from '../errors.ts';
import type { Io } from '../io.ts';
import { typedLines } from '../translation/typed-lines.ts';

export interface PairSourceOptions {
  readonly source?: string | undefined;
  readonly target?: string | undefined;
  readonly pairs?: string | undefined;
}

/**
 * Pairs as they come: of two files, of one, or of standard input with a tab between the sides.
 * @throws UsageError where it is not clear which.
 */
export function pairSource(
  { source, target, pairs }: PairSourceOptions,
  signal: AbortSignal,
  io: Io,
): AsyncIterable<SentencePair> {
  if ((source === undefined) !== (target === undefined)) {
    throw new UsageError('give both --source and --target');
  }
  if (source !== undefined && pairs !== undefined) {
    throw new UsageError('give --source and --target, or --pairs, not all of them');
  }
  if (pairs !== undefined) return readPairs(pairFilesOf(resolve(io.folder, pairs)));
  if (source === undefined) return typedPairs(signal, io);
  return readPairs({
    source: resolve(io.folder, source),
    target: resolve(io.folder, target!),
  });
}

async function* typedPairs(signal: AbortSignal, io: Io): AsyncGenerator<SentencePair> {
  let number = 0;
  for await (const line of typedLines('a sentence, a tab, its translation', signal, io)) {
    yield pairOf(line, (number += 1));
  }
}

function pairOf(line: string, number: number): SentencePair {
  const [source, target, ...more] = line.split('\t');
  if (source !== undefined && target !== undefined && more.length === 0) return { source, target };
  if (line.trim() === '') return { source: '', target: '' };
  throw new CliError(
    `standard input, line ${number}: expected a sentence, one tab and its translation, received ${more.length + (target === undefined ? 0 : 1)} tabs`,
  );
}
