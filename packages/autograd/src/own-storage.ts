import type { Tensor } from '@rondo/tensor';

/** Whether a tensor alone looks at its storage and fills it, row-major: nobody else can see it change. */
export function ownsStorage({ storage, isContiguous, size }: Tensor): boolean {
  return isContiguous && !storage.isShared && size === storage.elements;
}

/** The tensor itself if it owns its storage; else a copy that does. */
export function ownStorage(tensor: Tensor): Tensor {
  return ownsStorage(tensor) ? tensor : tensor.clone();
}
