import { cpu } from '@rondo/backend-cpu';
import { MultiheadAttention, sinusoidalPositions } from '@rondo/layers-attention';
import { concat, memory, tensor, useBackend, type Tensor } from '@rondo/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { attentionNumbers } from './attention-numbers.ts';
import {
  causal,
  initialState,
  openMask,
  type AttentionState,
  type Matrix,
} from './attention-state.ts';
import { drawnWeights } from './drawn-weights.ts';

beforeAll(() => useBackend(cpu()));

const at = async (changes: Partial<AttentionState> = {}) =>
  attentionNumbers({ ...initialState, ...changes });

const flat = (rows: Matrix): Tensor => tensor(rows.map((row) => [...row]));

/** What MultiheadAttention makes of the same inputs and weights. */
async function layerOutput(state: AttentionState): Promise<{ output: Matrix; weights: Matrix[] }> {
  const layer = new MultiheadAttention(4, state.heads, { bias: false });
  layer.inProjection.weight!.assign(
    concat([flat(state.queryWeight), flat(state.keyWeight), flat(state.valueWeight)], 0),
  );
  layer.outProj.weight.assign(flat(state.outputWeight));
  const placed = (rows: Matrix): Tensor =>
    state.positions ? flat(rows).add(sinusoidalPositions(4, 4)) : flat(rows);
  const mask = tensor(Uint8Array.from(state.mask.flat(), Number), { shape: [4, 4], dtype: 'bool' });
  const { output, weights } = layer.forward(
    placed(state.query),
    placed(state.key),
    flat(state.value),
    { mask, needWeights: 'heads' },
  );
  const found = {
    output: (await output.array()) as number[][],
    weights: (await weights.array()) as number[][][],
  };
  layer.dispose();
  return found;
}

const expectClose = (found: Matrix, wanted: Matrix): void => {
  for (const [i, row] of wanted.entries())
    for (const [j, value] of row.entries()) expect(found[i]![j]).toBeCloseTo(value, 5);
};

describe('attention step by step', () => {
  it('comes to the output of the fused op', async () => {
    for (const heads of [1, 2] as const) {
      const numbers = await at({ heads, mask: causal, positions: true });
      for (const { weights, value, output } of numbers.heads) {
        for (const [i, row] of weights.entries()) {
          for (const c of value[0]!.keys()) {
            const mean = row.reduce((sum, weight, j) => sum + weight * value[j]![c]!, 0);
            expect(output[i]![c]).toBeCloseTo(mean, 5);
          }
        }
      }
    }
  });

  it.each([1, 2] as const)('comes to what MultiheadAttention does with %i heads', async (heads) => {
    for (const positions of [false, true]) {
      const drawn = await drawnWeights(heads);
      const value = initialState.key.map((row) => row.map((one, c) => one - c));
      const changes = { heads, positions, mask: causal, value, projections: true, ...drawn };
      const state: AttentionState = { ...initialState, ...changes };
      const [numbers, layer] = [await attentionNumbers(state), await layerOutput(state)];
      expectClose(numbers.result, layer.output);
      for (const [head, { weights }] of numbers.heads.entries())
        expectClose(weights, layer.weights[head]!);
    }
  });

  it('puts the heads side by side, and mixes nothing without projections', async () => {
    const { heads, joined, result } = await at({ heads: 2 });
    for (const [i, row] of joined.entries())
      expect(row).toEqual([...heads[0]!.output[i]!, ...heads[1]!.output[i]!]);
    expect(result).toEqual(joined);
  });

  it('scales by the width of a head', async () => {
    const one = (await at()).heads[0]!;
    const two = (await at({ heads: 2 })).heads[0]!;
    const plain = (await at({ scaled: false })).heads[0]!;
    expect(one.scores[2]![1]).toBeCloseTo(one.products[2]![1]! / 2, 6);
    expect(two.scores[2]![1]).toBeCloseTo(two.products[2]![1]! / Math.sqrt(2), 6);
    expect(plain.scores).toEqual(plain.products);
  });

  it('gives nothing to masked keys, and zeros where all are masked', async () => {
    const mask = openMask.map((row, i) => row.map((_, j) => i !== 3 && j !== 0));
    const head = (await at({ mask })).heads[0]!;
    expect(head.weights.map((row) => row[0])).toEqual([0, 0, 0, 0]);
    expect(head.weights[1]!.reduce((a, b) => a + b)).toBeCloseTo(1, 5);
    expect(head.weights[3]).toEqual([0, 0, 0, 0]);
    expect(head.output[3]).toEqual([0, 0, 0, 0]);
  });

  it('leaves nothing in memory', async () => {
    const before = memory();
    await at({ heads: 2, positions: true, projections: true });
    await drawnWeights(2);
    expect(memory()).toEqual(before);
  });
});

describe('drawn weights', () => {
  it('differ from draw to draw, and have two digits', async () => {
    const [one, other] = [await drawnWeights(2), await drawnWeights(2)];
    expect(one).not.toEqual(other);
    for (const value of Object.values(one).flat(2)) expect(value).toBe(Number(value.toFixed(2)));
  });
});
