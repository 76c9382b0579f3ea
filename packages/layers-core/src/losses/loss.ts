import type { LossReduction } from '@rondo/tensor';
import { Module } from '../module.ts';

/** A module that gives a loss: what it does with the losses of the elements. */
export abstract class Loss<Reduction extends string = LossReduction> extends Module {
  readonly reduction: Reduction | 'mean';

  constructor({ reduction = 'mean' }: { readonly reduction?: Reduction | 'mean' } = {}) {
    super();
    this.reduction = reduction;
  }
}
