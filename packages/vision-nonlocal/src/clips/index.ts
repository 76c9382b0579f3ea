export {
  ClipClassifier,
  clipBlocks,
  type ClipBlock,
  type ClipClassifierOptions,
} from './clip-classifier.ts';
export {
  testClip,
  trainClips,
  type ClipEvent,
  type ClipValidation,
  type TrainClipsOptions,
} from './train-clips.ts';
