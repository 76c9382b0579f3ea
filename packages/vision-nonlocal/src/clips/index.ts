export {
  ClipClassifier,
  clipBlocks,
  type ClipBlock,
  type ClipClassifierOptions,
} from './clip-classifier.ts';
export {
  clipOptions,
  trainClips,
  type ClipTraining,
  type TrainClipsOptions,
} from './train-clips.ts';
export { trainFrames, type TrainFramesOptions } from './train-frames.ts';
