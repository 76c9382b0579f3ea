import { noGrad } from '@rondo/autograd';
import type { LabelledBatch } from '@rondo/data';
import { inMode, type Module } from '@rondo/layers-core';
import { crossEntropy, scope, tensor, type Tensor } from '@rondo/tensor';
import { Breath, takeItem, type Objective, type Validated } from '@rondo/training';

/** Gives every image or clip of `[N, C, ..]` a logit for each class, `[N, classes]`. */
export interface Classifier extends Module {
  forward(x: Tensor): Tensor;
}

/** A mean loss and the share of right answers. */
export interface ClassifierValidation extends Validated {
  readonly metrics: { readonly accuracy: number };
}

/** Cross-entropy of labelled images or clips, for a `TrainingLoop`. */
export const classification: Objective<Classifier, LabelledBatch> = {
  loss: (model, batch) => crossEntropy(logitsOf(model, batch), tensor(batch.labels)),
  weight: ({ labels }) => labels.length,
};

function logitsOf(model: Classifier, { pixels, shape }: LabelledBatch): Tensor {
  return model.forward(tensor(pixels, { shape: [...shape] }));
}

/** Loss and accuracy of a classifier on some batches, with running statistics. */
export async function validateClassifier(
  model: Classifier,
  batches: Iterable<LabelledBatch>,
): Promise<ClassifierValidation> {
  const breath = new Breath();
  let [loss, right, count] = [0, 0, 0];
  for (const batch of batches) {
    const sums = inMode(model, 'evaluation', () =>
      scope(() => noGrad(() => lossAndHits(model, batch))),
    );
    const [ownLoss, hits] = await Promise.all([takeItem(sums.loss), takeItem(sums.hits)]);
    loss += ownLoss;
    right += hits;
    count += batch.labels.length;
    await breath.take();
  }
  return { loss: loss / count, metrics: { accuracy: right / count } };
}

function lossAndHits(model: Classifier, batch: LabelledBatch): { loss: Tensor; hits: Tensor } {
  const logits = logitsOf(model, batch);
  const labels = tensor(batch.labels);
  return {
    loss: crossEntropy(logits, labels, { reduction: 'sum' }),
    hits: logits.argmax(1).equal(labels).cast('float32').sum(),
  };
}
