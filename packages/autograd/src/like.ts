import { ones, zeros, type Tensor } from '@rondo/tensor';

/** Zeros of a tensor's shape, on its backend. */
export function zerosLike({ shape, storage: { backend } }: Tensor): Tensor {
  return zeros(shape, { backend });
}

/** Ones of a tensor's shape, on its backend. */
export function onesLike({ shape, storage: { backend } }: Tensor): Tensor {
  return ones(shape, { backend });
}
