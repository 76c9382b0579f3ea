import type { Tensor } from '@rondo/tensor';

/** The one number of a tensor, which is freed. */
export async function takeItem(tensor: Tensor): Promise<number> {
  try {
    return await tensor.item();
  } finally {
    tensor.dispose();
  }
}
