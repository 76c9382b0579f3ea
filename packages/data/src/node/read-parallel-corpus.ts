import { parallelCorpus, type ParallelCorpus } from '../corpus/parallel-corpus.ts';
import { readLines, type ReadLinesOptions } from './read-lines.ts';

/**
 * Reads two text files (`.gz` or plain) whose lines translate each other; see `parallelCorpus` and `readLines` for the rules
 * and errors.
 */
export function readParallelCorpus(
  sourcePath: string,
  targetPath: string,
  options: ReadLinesOptions = {},
): Promise<ParallelCorpus> {
  return parallelCorpus(readLines(sourcePath, options), readLines(targetPath, options), {
    sourceName: sourcePath,
    targetName: targetPath,
  });
}
