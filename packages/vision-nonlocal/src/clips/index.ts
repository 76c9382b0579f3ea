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
