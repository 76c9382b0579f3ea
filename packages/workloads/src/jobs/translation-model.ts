import { noGrad, Parameter } from '@rondo/autograd';
import { Transformer } from '@rondo/layers-attention';
import { Linear, Module } from '@rondo/layers-core';
import { concat, embedding, full, scope, zeros, type Tensor } from '@rondo/tensor';
import type { TransformerSizes } from '../workload.ts';

/** torch.nn.Transformer, a layer to the vocabulary and, if wanted, two embedding tables. */
export class TranslationModel extends Module {
  static override readonly torchNames = {
    sourceEmbedding: 'source_embedding',
    targetEmbedding: 'target_embedding',
  };

  readonly transformer: Transformer;
  readonly output: Linear;
  readonly sourceEmbedding: Parameter | undefined;
  readonly targetEmbedding: Parameter | undefined;

  constructor(
    { dModel, heads, feedForward, layers, vocabulary }: TransformerSizes,
    { embeddings }: { readonly embeddings: boolean },
  ) {
    super();
    this.transformer = new Transformer(dModel, heads, {
      encoderLayers: layers,
      decoderLayers: layers,
      feedForward,
      dropout: 0,
    });
    this.output = new Linear(dModel, vocabulary);
    if (!embeddings) return;
    this.sourceEmbedding = new Parameter(zeros([vocabulary, dModel]));
    this.targetEmbedding = new Parameter(zeros([vocabulary, dModel]));
  }

  /** Embedded source and target `[N, L, D]` → logits `[N, L, V]`. */
  forward(source: Tensor, target: Tensor): Tensor {
    return scope(() =>
      this.output.forward(this.transformer.forward(source, target, { causal: true })),
    );
  }

  /** `steps` greedy tokens `[N, steps]` from the token `start`, with cached keys and values. */
  decode(sourceIds: Tensor, positions: Tensor, start: number, steps: number): Tensor {
    return noGrad(() =>
      scope(() => {
        const { encoder, decoder } = this.transformer;
        const source = embedded(sourceIds, this.sourceEmbedding!, positions);
        using cache = decoder.createCache(encoder.forward(source), { capacity: steps });
        const tokens: Tensor[] = [];
        let last = full([sourceIds.shape[0]!, 1], start, { dtype: 'int32' });
        for (let t = 0; t < steps; t += 1) {
          const target = embedded(last, this.targetEmbedding!, positions.narrow(0, t, 1));
          last = this.output.forward(decoder.step(target, cache)).argmax(2);
          tokens.push(last);
        }
        return concat(tokens, 1);
      }),
    );
  }
}

/** Rows of a table times √D, and positions: ids `[N, L]` → `[N, L, D]`. */
export function embedded(ids: Tensor, table: Tensor, positions: Tensor): Tensor {
  return scope(() => embedding(ids, table).mul(Math.sqrt(table.shape[1]!)).add(positions));
}
