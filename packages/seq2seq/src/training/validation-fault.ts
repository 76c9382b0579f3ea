import { noGrad } from '@rondo/autograd';
import type { TokenBatches } from '@rondo/data';
import { scope } from '@rondo/tensor';
import { inMode } from '../model/mode.ts';
import type { Seq2Seq } from '../model/seq2seq.ts';
import { TrainingError } from './error.ts';
import { pairLosses } from './loss.ts';
import { firstNonFinite, nonFinitePairs, previewOf } from './non-finite.ts';

interface Point {
  readonly step: number;
  /** From 1. */
  readonly epoch: number;
  readonly loss: number;
}

/** Says why a validation loss is not finite: a parameter that is not, or else the pairs on which the model overflows. */
export async function validationFault(
  model: Seq2Seq,
  batches: TokenBatches,
  point: Point,
): Promise<TrainingError> {
  const start = `training stopped at step ${point.step}: the validation loss is ${point.loss}`;
  const name = await firstNonFinite(model.namedParameters(), (one) => one);
  if (name !== undefined) {
    return new TrainingError(
      `${start}, for the parameter ${name} is not finite, so the model is of no use any more. ` +
        'Go back to an earlier checkpoint with a lower training.learningRate or a longer training.warmup',
      { ...point, kind: 'parameter', name },
    );
  }
  const pairs = await pairsAtFault(model, batches);
  return new TrainingError(
    `${start}: every parameter is finite, but the model overflows on validation pairs ${previewOf(pairs)}, so no validation can be compared with another; ` +
      "training.nonFinite 'skip' leaves out steps of training, and no pairs of validation. " +
      'Look at these pairs, lower training.learningRate, or raise training.warmup',
    { ...point, kind: 'loss', validationPairs: pairs },
  );
}

async function pairsAtFault(model: Seq2Seq, batches: TokenBatches): Promise<number[]> {
  const found: number[] = [];
  for (const batch of batches.epoch()) {
    const losses = inMode(model, 'evaluation', () =>
      scope(() => noGrad(() => pairLosses(model, batch, 0))),
    );
    found.push(...(await nonFinitePairs(batch, losses)));
  }
  return found.toSorted((a, b) => a - b);
}
