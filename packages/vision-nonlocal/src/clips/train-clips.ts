import { noGrad } from '@rondo/autograd';
import { DigitClips, exampleBatches, type LabelledClips, type LabelledImages } from '@rondo/data';
import { inMode } from '@rondo/layers-core';
import { Adam, schedules } from '@rondo/optim';
import { crossEntropy, manualSeed, scope, tensor, type Tensor } from '@rondo/tensor';
import { Breath, takeItem, TrainingLoop, type LoopEvent, type Validated } from '@rondo/training';
import { ClipClassifier, type ClipBlock } from './clip-classifier.ts';

export interface TrainClipsOptions {
  readonly block: ClipBlock;
  readonly subsample?: boolean;
  /** Decides the initial weights and the clips. Default 0. */
  readonly seed?: number;
  /** Default 12. */
  readonly epochs?: number;
  /** Fresh clips of an epoch. Default 4000. */
  readonly clips?: number;
  /** Default 1000. */
  readonly testClips?: number;
  /** Default 32. */
  readonly batchSize?: number;
  /** The highest of the one cycle. Default 4e-3. */
  readonly learningRate?: number;
}

/** A loss and the share of right answers. */
export interface ClipValidation extends Validated {
  readonly metrics: { readonly accuracy: number };
}

const testBatch = 100;
/** Test clips have numbers that no epoch reaches. */
const firstTestClip = 2 ** 40;

/** The training of a `ClipClassifier` on clips of coloured digits; its model and the loop are the caller's to dispose. */
export function trainClips(
  digits: { readonly train: LabelledImages; readonly test: LabelledImages },
  {
    block,
    subsample = false,
    seed = 0,
    epochs = 12,
    clips = 4000,
    testClips = 1000,
    batchSize = 32,
    learningRate = 4e-3,
  }: TrainClipsOptions,
): {
  readonly model: ClipClassifier;
  readonly loop: TrainingLoop<ClipClassifier, LabelledClips, ClipValidation>;
  readonly test: DigitClips;
} {
  manualSeed(seed);
  const classes = digits.train.classes.length;
  const model = new ClipClassifier({ block, subsample, classes });
  const train = new DigitClips(digits.train, { seed });
  const test = new DigitClips(digits.test, { seed });
  const loop = new TrainingLoop<ClipClassifier, LabelledClips, ClipValidation>({
    model,
    batches: exampleBatches({
      count: clips,
      batchSize,
      shuffle: false,
      make: (indices, epoch) => train.make(indices.map((index) => epoch * clips + index)),
    }),
    loss: lossOf,
    weight: ({ count }) => count,
    optimizer: new Adam(model.parameters(), { learningRate }),
    schedule: ({ totalSteps }) => schedules.oneCycle(learningRate, totalSteps),
    epochs,
    seed,
    validate: (validated) => testClassifier(validated, test, testClips),
    metric: { name: 'accuracy', mode: 'max' },
  });
  return { model, loop, test };
}

/** The number of the n-th test clip. */
export const testClip = (n: number): number => firstTestClip + n;

export type ClipEvent = LoopEvent<ClipValidation>;

function clipsTensor({ pixels, count, channels, frames, height, width }: LabelledClips): Tensor {
  return tensor(pixels, { shape: [count, channels, frames, height, width] });
}

function lossOf(model: ClipClassifier, clips: LabelledClips): Tensor {
  return crossEntropy(model.forward(clipsTensor(clips)), tensor(clips.labels));
}

async function testClassifier(
  model: ClipClassifier,
  clips: DigitClips,
  count: number,
): Promise<ClipValidation> {
  const breath = new Breath();
  let [loss, right] = [0, 0];
  for (let first = 0; first < count; first += testBatch) {
    const size = Math.min(testBatch, count - first);
    const batch = clips.make(Array.from({ length: size }, (_, n) => testClip(first + n)));
    const sums = inMode(model, 'evaluation', () =>
      scope(() =>
        noGrad(() => {
          const logits = model.forward(clipsTensor(batch));
          const labels = tensor(batch.labels);
          return {
            loss: crossEntropy(logits, labels, { reduction: 'sum' }),
            right: logits.argmax(1).equal(labels).cast('float32').sum(),
          };
        }),
      ),
    );
    loss += await takeItem(sums.loss);
    right += await takeItem(sums.right);
    await breath.take();
  }
  return { loss: loss / count, metrics: { accuracy: right / count } };
}
