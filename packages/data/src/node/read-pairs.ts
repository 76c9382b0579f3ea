import { jsonlPairs } from '../corpus/jsonl.ts';
import type { PairFiles } from '../corpus/pair-files.ts';
import { pairLines } from '../corpus/pair-lines.ts';
import { collectPairs, type ParallelCorpus } from '../corpus/parallel-corpus.ts';
import type { SentencePair } from '../corpus/sentence-pair.ts';
import { tsvPairs } from '../corpus/tsv.ts';
import { readLines, type ReadLinesOptions } from './read-lines.ts';

/**
 * The sentence pairs of files as they stand there, one by one: memory does not grow with the files, which may end at any moment
 * (`break` closes them). The rules and errors are those of `readLines`, `pairLines`, `tsvPairs` and `jsonlPairs`.
 */
export function readPairs(
  files: PairFiles,
  options: ReadLinesOptions = {},
): AsyncGenerator<SentencePair, void> {
  if ('tsv' in files) {
    const { tsv: name, columns } = files;
    return tsvPairs(readLines(name, options), columns ? { name, columns } : { name });
  }
  if ('jsonl' in files) {
    const { jsonl: name, fields } = files;
    return jsonlPairs(readLines(name, options), fields ? { name, fields } : { name });
  }
  const { source, target } = files;
  const names = { sourceName: source, targetName: target };
  return pairLines(readLines(source, options), readLines(target, options), names);
}

/** Reads all pairs of files, tidies them and reports on them as `parallelCorpus` does. */
export function readCorpus(
  files: PairFiles,
  options: ReadLinesOptions = {},
): Promise<ParallelCorpus> {
  const [sourceName, targetName] =
    'source' in files
      ? [files.source, files.target]
      : 'tsv' in files
        ? [`${files.tsv} (source)`, `${files.tsv} (target)`]
        : [`${files.jsonl} (source)`, `${files.jsonl} (target)`];
  return collectPairs(readPairs(files, options), { sourceName, targetName });
}
