export {
  ImageClassifier,
  type ImageBlock,
  type ImageClassifierOptions,
} from './image-classifier.ts';
export { trainImages, type ImageTraining, type TrainImagesOptions } from './train-images.ts';
