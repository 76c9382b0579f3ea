import { RangeFault } from '../errors.ts';
import type { Tensor } from '../tensor.ts';

/** What a loss gives: the mean over its elements, their sum, or each of them. */
export type LossReduction = 'mean' | 'sum' | 'none';

/** Options of every loss. */
export interface LossOptions {
  /** 'mean' unless told otherwise. */
  readonly reduction?: LossReduction;
}

/** @throws RangeFault for a reduction that the loss does not have. */
export function expectReduction(
  op: string,
  reduction: string,
  known: readonly string[] = ['mean', 'sum', 'none'],
): void {
  if (known.includes(reduction)) return;
  throw new RangeFault(
    `${op}: reduction must be one of ${known.map((name) => `'${name}'`).join(', ')}, received ${JSON.stringify(reduction)}`,
    { reduction, known },
  );
}

/** The mean of nothing is NaN, the sum 0. */
export function reduceLosses(losses: Tensor, reduction: LossReduction): Tensor {
  if (reduction === 'none') return losses;
  return reduction === 'sum' ? losses.sum() : losses.mean();
}
