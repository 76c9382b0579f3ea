export { LineDecoder } from '../lines/line-decoder.ts';
export { explainFileError } from './file-errors.ts';
export { readBytes } from './read-bytes.ts';
export { readLines, readText, type ReadLinesOptions } from './read-lines.ts';
export { pairFilesOf, readCorpus, readPairs, type PairFiles } from './read-pairs.ts';
export { readParallelCorpus } from './read-parallel-corpus.ts';
