export { explainFileError } from './file-errors.ts';
export { LineDecoder } from './line-decoder.ts';
export { readLines, readText, type ReadLinesOptions } from './read-lines.ts';
export { readParallelCorpus } from './read-parallel-corpus.ts';
