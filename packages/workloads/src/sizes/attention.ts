import { float, numbered } from '../tensor-spec.ts';
import type { AttentionWorkload } from '../workload.ts';

type Sizes = Pick<AttentionWorkload, 'batch' | 'heads' | 'length' | 'size'>;

export function attention(sizes: Sizes, backward: boolean): AttentionWorkload {
  const shape = [sizes.batch, sizes.heads, sizes.length, sizes.size];
  return {
    kind: 'attention',
    name: backward ? 'attn_fb' : 'attn_fwd',
    tolerance: 1e-4,
    tensors: numbered([
      float('query', shape, { scale: 3, gradient: backward }),
      float('key', shape, { gradient: backward }),
      float('value', shape, { gradient: backward }),
      ...(backward ? [float('grad_output', shape)] : []),
    ]),
    backward,
    ...sizes,
  };
}

const sizes: Sizes = { batch: 32, heads: 4, length: 128, size: 64 };

export const attentions: readonly AttentionWorkload[] = [
  attention(sizes, false),
  attention(sizes, true),
];
