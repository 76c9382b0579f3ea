import { noGrad } from '@rondo/autograd';
import { padSequences } from '@rondo/data';
import { inMode } from '@rondo/layers-core';
import { dispose, keep, scope, tensor } from '@rondo/tensor';
import type { Seq2Seq } from '../model/seq2seq.ts';

/** Weights over the source tokens and their [end], of each layer, in it of each head, in it of each target token and its [end]. */
export type HeadAttention = readonly (readonly (readonly (readonly number[])[])[])[];

/**
 * Where the heads of every decoder layer look while the model walks a given target beside its source, both as tokens without [end].
 * Undefined for a model without heads, such as a recurrent one.
 */
export async function headAttention(
  model: Seq2Seq,
  source: ArrayLike<number>,
  target: ArrayLike<number>,
): Promise<HeadAttention | undefined> {
  const { decoder } = model;
  if (!decoder.headWeights) return undefined;
  const from = padSequences([Int32Array.from(source)], { end: true });
  const to = padSequences([Int32Array.from(target)], { begin: true });
  const layers = keep(
    inMode(model, 'evaluation', () =>
      scope(() =>
        noGrad(() => {
          const ids = tensor(from.ids, { shape: from.shape });
          const memory = model.encode(ids, tensor(from.lengths));
          const embedded = model.embedTarget(tensor(to.ids, { shape: to.shape }));
          return { weights: decoder.headWeights!(embedded, memory) };
        }),
      ),
    ),
  );
  try {
    const [T, S] = [to.shape[1], from.shape[1]];
    return await Promise.all(
      layers.weights.map(async (layer) => inRows(await layer.data(), [layer.shape[1]!, T, S])),
    );
  } finally {
    dispose(layers);
  }
}

function inRows(
  values: ArrayLike<number>,
  [H, T, S]: readonly [number, number, number],
): number[][][] {
  const at = (place: number): number => values[place]!;
  return Array.from({ length: H }, (_, h) =>
    Array.from({ length: T }, (__, t) =>
      Array.from({ length: S }, (___, s) => at((h * T + t) * S + s)),
    ),
  );
}
