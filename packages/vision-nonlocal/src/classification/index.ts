export {
  ClassifierCheckpointError,
  classifierOptions,
  type Resumable,
} from './classifier-checkpoint.ts';
export {
  classification,
  validateClassifier,
  type Classifier,
  type ClassifierValidation,
} from './classify.ts';
export {
  trainClassifier,
  type ClassifierLoop,
  type TrainClassifierOptions,
} from './train-classifier.ts';
