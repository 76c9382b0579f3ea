import { float, integer, numbered } from '../tensor-spec.ts';
import type { EmbeddingWorkload } from '../workload.ts';

function embedding(backward: boolean): EmbeddingWorkload {
  const [vocabulary, dModel, tokens] = [8000, 256, 2048];
  return {
    kind: 'embedding',
    name: backward ? 'emb_grad' : 'emb_fwd',
    tolerance: 1e-5,
    tensors: numbered([
      float('weight', [vocabulary, dModel], { gradient: backward }),
      integer('ids', [tokens], vocabulary),
      ...(backward ? [float('grad_output', [tokens, dModel])] : []),
    ]),
    vocabulary,
    dModel,
    tokens,
    backward,
  };
}

export const embeddings: readonly EmbeddingWorkload[] = [embedding(false), embedding(true)];
