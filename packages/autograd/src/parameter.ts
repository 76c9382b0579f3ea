import { assign, checkShapes, keep, Tensor } from '@rondo/tensor';
import { ownStorage } from './own-storage.ts';

export interface ParameterOptions {
  /** Whether `backward` computes a gradient for it; false freezes it. */
  readonly requiresGrad?: boolean;
}

/** A tensor that training changes: owned by nobody's scope, with a place for its gradient. */
export class Parameter extends Tensor {
  /** The gradient that `backward` summed up so far; an optimizer's `step()` clears it. */
  grad: Tensor | undefined;
  requiresGrad: boolean;

  /** Takes over the values of a tensor, which is used up; they are copied where other tensors share them. */
  constructor(values: Tensor, { requiresGrad = true }: ParameterOptions = {}) {
    const own = ownStorage(values);
    super(own.storage, own.dtype, own);
    keep<Tensor>(this);
    own.dispose();
    values.dispose();
    this.requiresGrad = requiresGrad;
  }

  /**
   * Overwrites the values, between steps: a gradient that still needs the old ones fails.
   * @throws ShapeError when the shape differs.
   */
  assign(values: Tensor): void {
    checkShapes('Parameter.assign', { values: [values, this.shape] });
    assign(this, values);
  }

  /** Forgets the gradient. */
  clearGrad(): void {
    this.grad?.dispose();
    this.grad = undefined;
  }

  override dispose(): void {
    this.clearGrad();
    super.dispose();
  }
}
