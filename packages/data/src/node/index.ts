export { pairFilesOf, type PairFiles } from '../corpus/pair-files.ts';
export { LineDecoder } from '../lines/line-decoder.ts';
export { explainFileError } from './file-errors.ts';
export { readBytes } from './read-bytes.ts';
export { readCifar } from './read-cifar.ts';
export { readIdxImages, readMnist, type ImageSplits } from './read-digits.ts';
export {
  readFrameFolders,
  readFrames,
  readImageFolder,
  type FrameFolderOptions,
  type ImageFolderOptions,
} from './read-image-folder.ts';
export { readLines, readText, type ReadLinesOptions } from './read-lines.ts';
export { readCorpus, readPairs } from './read-pairs.ts';
export { readParallelCorpus } from './read-parallel-corpus.ts';
