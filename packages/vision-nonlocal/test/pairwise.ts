import { maxPool2d, type Tensor } from '@rondo/tensor';
import type { NonLocalBlock2d } from '../src/non-local-block.ts';

const pool = (image: Tensor): Tensor => maxPool2d(image, 2);

/** What a block without norm computes, by its definition: with the matrix of all pairs. */
export function pairwise(block: NonLocalBlock2d, x: Tensor): Tensor {
  const { subsample, g, convOut, innerChannels } = block;
  const embedded = g.forward(subsample === 'before' ? pool(x) : x);
  const values = (subsample === 'after' ? pool(embedded) : embedded).flatten(2).transpose(1, 2);
  const y = block.similarityMaps(x).matmul(values).transpose(1, 2);
  return x.add(convOut.forward(y.reshape([x.shape[0]!, innerChannels, ...x.shape.slice(2)])));
}
