import { imageSize } from '@rondo/data';
import type { Trial } from '@rondo/tensor';
import { probabilitiesOf, type TrainedClassifier } from '@rondo/vision-nonlocal';

/** The work of a classifier on one image or clip, all black. */
export function classifierTrial(trained: TrainedClassifier): Trial {
  const { sizes, model } = trained;
  const black = { ...sizes, count: 1, pixels: new Uint8Array(imageSize(sizes)) };
  return {
    step: () => probabilitiesOf(trained, black),
    dispose: () => {
      model.dispose();
    },
  };
}
