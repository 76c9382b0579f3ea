export {
  networkNames,
  type ClipNetwork,
  type ImageNetwork,
  type MappedClassifier,
  type NetworkName,
  type NetworkSettings,
} from './networks.ts';
export { probabilitiesOf, type UnlabelledImages } from './probabilities.ts';
export {
  loadTrained,
  saveTrained,
  TrainedClassifierError,
  type TrainedClassifier,
} from './trained-classifier.ts';
