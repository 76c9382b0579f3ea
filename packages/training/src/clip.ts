import type { Parameter } from '@rondo/autograd';
import { clipGradNorm, clipGradValue } from '@rondo/optim';
import type { Tensor } from '@rondo/tensor';

export interface ClipOptions {
  /** The largest norm of all gradients together. Default: no limit. */
  readonly clipNorm?: number | undefined;
  /** The largest size of any number of a gradient, limited before the norm. Default: no limit. */
  readonly clipValue?: number | undefined;
}

/** Limits the gradients; their norm before, `[]`. */
export function clip(
  parameters: readonly Parameter[],
  { clipNorm = Infinity, clipValue }: ClipOptions,
): Tensor {
  if (clipValue === undefined) return clipGradNorm(parameters, clipNorm);
  const norm = clipGradNorm(parameters, Infinity);
  clipGradValue(parameters, clipValue);
  clipGradNorm(parameters, clipNorm).dispose();
  return norm;
}
