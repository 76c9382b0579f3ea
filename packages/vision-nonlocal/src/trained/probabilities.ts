import { noGrad } from '@rondo/autograd';
import { imageBatch, type LabelledImages } from '@rondo/data';
import { inMode } from '@rondo/layers-core';
import { ShapeError, scope, softmax, tensor } from '@rondo/tensor';
import type { TrainedClassifier } from './trained-classifier.ts';

/** Images or clips to be classified. */
export type UnlabelledImages = Omit<LabelledImages, 'labels' | 'classes'>;

const batchSize = 50;

/**
 * How probable each class is for each image or clip, in the order of `classes`.
 * @throws ShapeError for images of another size or other channels than those it learned from.
 */
export async function probabilitiesOf(
  trained: TrainedClassifier,
  images: UnlabelledImages,
): Promise<Float32Array[]> {
  const { model, classes, normalize } = trained;
  const unknown = { ...images, labels: new Uint8Array(images.count), classes };
  requireSizes(trained, images);
  const found: Float32Array[] = [];
  for (let first = 0; first < images.count; first += batchSize) {
    const count = Math.min(batchSize, images.count - first);
    const numbers = Array.from({ length: count }, (_, n) => first + n);
    const { pixels, shape } = imageBatch(unknown, numbers, normalize ? { normalize } : {});
    const shares = inMode(model, 'evaluation', () =>
      scope(() => noGrad(() => softmax(model.forward(tensor(pixels, { shape: [...shape] })), -1))),
    );
    const data = (await shares.data()) as Float32Array;
    shares.dispose();
    for (let n = 0; n < count; n++) {
      found.push(data.slice(n * classes.length, (n + 1) * classes.length));
    }
  }
  return found;
}

function requireSizes({ sizes }: TrainedClassifier, images: UnlabelledImages): void {
  const names = ['channels', 'frames', 'height', 'width'] as const;
  if (names.every((name) => sizes[name] === images[name])) return;
  const written = (own: typeof sizes): string =>
    names.flatMap((name) => (own[name] === undefined ? [] : `${name} ${own[name]}`)).join(', ');
  throw new ShapeError(
    `probabilitiesOf: expected what the network learned from, ${written(sizes)}, received ${written(images)}; resize it with fitImage`,
    { expected: sizes, received: images.height },
  );
}
