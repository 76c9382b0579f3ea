import type { Module } from '@rondo/layers-core';
import { TrainingError } from './error.ts';
import { firstNonFinite, previewOf } from './non-finite.ts';
import type { Wording } from './objective.ts';

interface Point {
  readonly step: number;
  /** From 1. */
  readonly epoch: number;
  readonly loss: number;
}

/** Says why a validation loss is not finite: a parameter that is not, or else the items on which the model overflows. */
export async function validationFault<M extends Module>(
  model: M,
  point: Point,
  { item, settings }: Wording,
  itemsAtFault: ((model: M) => Promise<readonly number[]>) | undefined,
): Promise<TrainingError> {
  const start = `training stopped at step ${point.step}: the validation loss is ${point.loss}`;
  const name = await firstNonFinite(model.namedParameters(), (one) => one);
  if (name !== undefined) {
    return new TrainingError(
      `${start}, for the parameter ${name} is not finite, so the model is of no use any more. ` +
        `Go back to an earlier checkpoint with a lower ${settings}learningRate or a longer ${settings}warmup`,
      { ...point, kind: 'parameter', name },
    );
  }
  const items = (await itemsAtFault?.(model)) ?? [];
  const which = items.length > 0 ? ` ${previewOf(items)}` : '';
  return new TrainingError(
    `${start}: every parameter is finite, but the model overflows on validation ${item}s${which}, so no validation can be compared with another; ` +
      `${settings}nonFinite 'skip' leaves out steps of training, and no ${item}s of validation. ` +
      `Look at these ${item}s, lower ${settings}learningRate, or raise ${settings}warmup`,
    { ...point, kind: 'loss', [validationItems(item)]: items },
  );
}

/** The name that a fact about validation items has: `validationPairs`. */
const validationItems = (item: string): string =>
  `validation${item.charAt(0).toUpperCase()}${item.slice(1)}s`;
