export { readLines, readText, type ReadLinesOptions } from './read-lines.ts';
export { readParallelCorpus } from './read-parallel-corpus.ts';
