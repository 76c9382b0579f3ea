import { MultiheadAttention } from '@rondo/layers-attention';
import { scope } from '@rondo/tensor';
import { width, type AttentionState, type Matrix, type Weights } from './attention-state.ts';

/** The weights that a MultiheadAttention begins with, with two digits behind the point. */
export async function drawnWeights(heads: AttentionState['heads']): Promise<Weights> {
  const layer = scope(() => new MultiheadAttention(width, heads, { bias: false }));
  try {
    const rows = await rounded(layer.inProjection.weight!);
    const [queryWeight, keyWeight, valueWeight] = [0, 1, 2].map((part) =>
      rows.slice(part * width, (part + 1) * width),
    );
    return {
      queryWeight: queryWeight!,
      keyWeight: keyWeight!,
      valueWeight: valueWeight!,
      outputWeight: await rounded(layer.outProj.weight),
    };
  } finally {
    layer.dispose();
  }
}

async function rounded(weight: { array(): Promise<unknown> }): Promise<Matrix> {
  const rows = (await weight.array()) as number[][];
  // `+ 0` makes 0 of -0.
  return rows.map((row) => row.map((value) => Math.round(value * 100) / 100 + 0));
}
