import { cpu } from '@rondo/backend-cpu';
import { useBackend } from '@rondo/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { attentionNumbers } from './attention-numbers.ts';
import { causal, initialState, openMask, type AttentionState } from './attention-state.ts';

beforeAll(() => useBackend(cpu()));

const at = async (changes: Partial<AttentionState> = {}) =>
  attentionNumbers({ ...initialState, ...changes });

describe('attention step by step', () => {
  it('comes to the output of the fused op', async () => {
    for (const heads of [1, 2] as const) {
      for (const { weights, value, output } of await at({ heads, mask: causal, positions: true })) {
        for (const [i, row] of weights.entries()) {
          for (const c of value[0]!.keys()) {
            const mean = row.reduce((sum, weight, j) => sum + weight * value[j]![c]!, 0);
            expect(output[i]![c]).toBeCloseTo(mean, 5);
          }
        }
      }
    }
  });

  it('scales by the width of a head', async () => {
    const [one] = await at();
    const [two] = await at({ heads: 2 });
    const [plain] = await at({ scaled: false });
    expect(one!.scores[2]![1]).toBeCloseTo(one!.products[2]![1]! / 2, 6);
    expect(two!.scores[2]![1]).toBeCloseTo(two!.products[2]![1]! / Math.sqrt(2), 6);
    expect(plain!.scores).toEqual(plain!.products);
  });

  it('gives nothing to masked keys, and zeros where all are masked', async () => {
    const mask = openMask.map((row, i) => row.map((_, j) => i !== 3 && j !== 0));
    const [head] = await at({ mask });
    expect(head!.weights.map((row) => row[0])).toEqual([0, 0, 0, 0]);
    expect(head!.weights[1]!.reduce((a, b) => a + b)).toBeCloseTo(1, 5);
    expect(head!.weights[3]).toEqual([0, 0, 0, 0]);
    expect(head!.output[3]).toEqual([0, 0, 0, 0]);
  });
});
