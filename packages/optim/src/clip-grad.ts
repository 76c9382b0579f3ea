import { noGrad, type Parameter } from '@rondo/autograd';
import {
  assign,
  clipNorm,
  RangeFault,
  reciprocal,
  scope,
  stack,
  zeros,
  type Tensor,
} from '@rondo/tensor';

export interface ClipGradNormOptions {
  /** p of the norm: 2 (Euclidean) unless told otherwise, Infinity for the largest absolute value. */
  readonly normType?: number;
}

/**
 * Scales all gradients together, in place, so that their norm is at most `maxNorm`: g ← g · min(1, maxNorm / (‖g‖ + 1e-6)), with
 * ‖g‖ = (Σ|gᵢ|ᵖ)^(1/p) over all elements.
 *
 * @returns ‖g‖ before, one number on the device: nothing is waited for. 0 when there are no gradients.
 * @throws RangeFault unless p is above 0.
 */
export function clipGradNorm(
  parameters: Iterable<Parameter>,
  maxNorm: number,
  { normType = 2 }: ClipGradNormOptions = {},
): Tensor {
  if (!(normType > 0)) {
    throw new RangeFault(
      `clipGradNorm: expected a normType above 0 (Infinity is one), received ${normType}`,
      { normType },
    );
  }
  return noGrad(() =>
    scope(() => {
      const gradients = gradientsOf(parameters).filter(({ size }) => size > 0);
      if (gradients.length === 0) return zeros([]);
      if (normType === 2) return clipNorm(gradients, maxNorm);
      const norm = normOf(gradients, normType);
      const factor = reciprocal(norm.add(1e-6)).mul(maxNorm).minimum(1);
      for (const g of gradients) assign(g, g.mul(factor));
      return norm;
    }),
  );
}

function normOf(gradients: readonly Tensor[], p: number): Tensor {
  const across = (f: (g: Tensor) => Tensor): Tensor => stack(gradients.map(f));
  if (p === Infinity) return across((g) => g.abs().max()).max();
  return across((g) => g.abs().pow(p).sum())
    .sum()
    .pow(1 / p);
}

/** Limits every element of every gradient to [-limit, limit], in place. */
export function clipGradValue(parameters: Iterable<Parameter>, limit: number): void {
  noGrad(() =>
    scope(() => {
      for (const g of gradientsOf(parameters)) assign(g, g.clamp(-limit, limit));
    }),
  );
}

function gradientsOf(parameters: Iterable<Parameter>): Tensor[] {
  const gradients = [...new Set(parameters)].map(({ grad }) => grad);
  return gradients.filter((grad) => grad !== undefined);
}
