export {
  ImageClassifier,
  type ImageBlock,
  type ImageClassifierOptions,
} from './image-classifier.ts';
export { trainImages, type TrainImagesOptions } from './train-images.ts';
