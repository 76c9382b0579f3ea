import { Parameter } from '@rondo/autograd';
import { checkOptions, init, Module } from '@rondo/layers-core';
import { checkShapes, dropout, RangeFault, scope, type Tensor } from '@rondo/tensor';
import { checkDropout, checkWhole } from './check-sizes.ts';
import type { InputPositions } from './positions.ts';

export interface LearnedPositionsOptions {
  /** Probability of dropout of the sum while training (0). */
  readonly dropout?: number;
}

/**
 * Adds a learned row to each step: y_t = x_t + W_t, x `[N, T, E]` → `[N, T, E]`, weight `[maxLength, E]`.
 *
 * The rows start from N(0, 0.02²), as in BERT. Source: Gehring et al. 2017, section 3.1; Devlin et al. 2019.
 */
export class LearnedPositions extends Module implements InputPositions {
  readonly place = 'input';
  readonly maxLength: number;
  readonly dModel: number;
  readonly dropout: number;
  readonly weight: Parameter;

  constructor(maxLength: number, dModel: number, options: LearnedPositionsOptions = {}) {
    super();
    checkOptions(this, options, ['dropout']);
    const { dropout: p = 0 } = options;
    checkWhole(this, { maxLength, dModel });
    checkDropout(this, p);
    this.maxLength = maxLength;
    this.dModel = dModel;
    this.dropout = p;
    this.weight = new Parameter(init.normal([maxLength, dModel], 0, 0.02));
  }

  /**
   * `offset` is the position of the first step: the length of the cache when decoding step by step.
   * @throws RangeFault for a step at maxLength or later: there is no row for it.
   */
  forward(x: Tensor, { offset = 0 }: { readonly offset?: number } = {}): Tensor {
    const { dModel, maxLength } = this;
    const { T } = checkShapes(this, { x: [x, ['N', 'T', 'dModel']] }, { dModel }) as { T: number };
    if (offset + T > maxLength) {
      throw new RangeFault(
        `${this.toString()}: no position ${offset + T - 1} among maxLength = ${maxLength}; make it larger, or cut the sequence`,
        { maxLength, offset, T },
      );
    }
    return scope(() => {
      const sum = x.add(this.weight.narrow(0, offset, T));
      return this.training ? dropout(sum, this.dropout) : sum;
    });
  }
}
