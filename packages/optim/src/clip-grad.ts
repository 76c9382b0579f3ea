import { noGrad, type Parameter } from '@rondo/autograd';
import { assign, reciprocal, scope, stack, zeros, type Tensor } from '@rondo/tensor';

export interface ClipGradNormOptions {
  /** 2 (Euclidean), or Infinity for the largest absolute value. */
  readonly normType?: number;
}

/**
 * Scales all gradients together, in place, so that their norm is at most `maxNorm`: g ← g · min(1, maxNorm / (‖g‖ + 1e-6)).
 *
 * @returns ‖g‖ before, one number on the device: nothing is waited for. 0 when there are no gradients.
 */
export function clipGradNorm(
  parameters: Iterable<Parameter>,
  maxNorm: number,
  { normType = 2 }: ClipGradNormOptions = {},
): Tensor {
  return noGrad(() =>
    scope(() => {
      const gradients = gradientsOf(parameters);
      if (gradients.length === 0) return zeros([]);
      const norm =
        normType === 2
          ? stack(gradients.map((g) => g.square().sum()))
              .sum()
              .sqrt()
          : stack(gradients.map((g) => g.abs().max())).max();
      const factor = reciprocal(norm.add(1e-6)).mul(maxNorm).minimum(1);
      for (const g of gradients) assign(g, g.mul(factor));
      return norm;
    }),
  );
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
