import type { LossReduction } from '@rondo/tensor';
import { checkOptions } from '../check-options.ts';
import { Module } from '../module.ts';

/** A module that gives a loss: what it does with the losses of the elements. */
export abstract class Loss<Reduction extends string = LossReduction> extends Module {
  readonly reduction: Reduction | 'mean';

  /** `own` names the options that a loss has besides the reduction. */
  constructor(
    options: { readonly reduction?: Reduction | 'mean' } = {},
    ...own: readonly string[]
  ) {
    super();
    checkOptions(this, options as Readonly<Record<string, unknown>>, ['reduction', ...own]);
    this.reduction = options.reduction ?? 'mean';
  }
}
