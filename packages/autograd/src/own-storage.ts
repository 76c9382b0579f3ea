import type { Tensor } from '@rondo/tensor';

/** The tensor itself if it alone looks at its storage and fills it, row-major; else a copy that does. */
export function ownStorage(tensor: Tensor): Tensor {
  const { storage, isContiguous, size } = tensor;
  const isOwn = isContiguous && !storage.isShared && size === storage.elements;
  return isOwn ? tensor : tensor.clone();
}
