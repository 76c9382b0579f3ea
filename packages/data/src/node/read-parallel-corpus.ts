import type { ParallelCorpus } from '../corpus/parallel-corpus.ts';
import type { ReadLinesOptions } from './read-lines.ts';
import { readCorpus } from './read-pairs.ts';

/**
 * Reads two text files (`.gz` or plain) whose lines translate each other; see `parallelCorpus` and `readLines` for the rules
 * and errors.
 */
export function readParallelCorpus(
  source: string,
  target: string,
  options: ReadLinesOptions = {},
): Promise<ParallelCorpus> {
  return readCorpus({ source, target }, options);
}
