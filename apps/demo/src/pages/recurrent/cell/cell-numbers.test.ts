import { cpu } from '@rondo/backend-cpu';
import { GRU, LSTM, RNN } from '@rondo/layers-recurrent';
import { scope, tensor, useBackend } from '@rondo/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { cellKinds, type CellKind } from './cell-kind.ts';
import { cellNumbers, type StepNumbers, type Weights } from './cell-numbers.ts';
import { initialState, inputSize, steps, type CellState } from './cell-state.ts';

beforeAll(() => useBackend(cpu()));

const at = (changes: Partial<CellState> = {}) => cellNumbers({ ...initialState, ...changes });

/** The new state by the equations, from the numbers that the page shows. */
function byEquations(kind: CellKind, { gates, h, c }: StepNumbers, u: number): number {
  const value = (name: keyof typeof gates): number => gates[name]!.value[u]!;
  if (kind === 'rnn') return value('h');
  if (kind === 'gru') return (1 - value('z')) * value('n') + value('z') * h[u]!;
  return value('o') * Math.tanh(value('f') * c![u]! + value('i') * value('g'));
}

/** The outputs of the layer that a program would use, with these weights. */
async function layerOutput(kind: CellKind, { weights, hiddenSize, inputs }: LayerInput) {
  const layer = new { rnn: RNN, gru: GRU, lstm: LSTM }[kind](inputSize, hiddenSize);
  const state = Object.entries(weights).map(([name, matrix]) => {
    const shape = name.startsWith('bias') ? [matrix.length] : [matrix.length, matrix[0]!.length];
    return [`${name}_l0`, tensor(Float32Array.from(matrix.flat()), { shape })] as const;
  });
  const output = scope(() => {
    layer.loadStateDict(Object.fromEntries(state));
    return layer.forward(tensor(inputs as number[][])).output;
  });
  const numbers = (await output.array()) as number[][];
  for (const one of [layer, output, ...state.map(([, value]) => value)]) one.dispose();
  return numbers;
}

interface LayerInput extends Pick<CellState, 'hiddenSize' | 'inputs'> {
  readonly weights: Weights;
}

describe('the numbers of a cell', () => {
  it('come to the output of the layer', async () => {
    for (const kind of cellKinds) {
      for (const hiddenSize of [2, 3, 4]) {
        const numbers = await at({ kind, hiddenSize, seed: hiddenSize });
        const output = await layerOutput(kind, {
          ...numbers,
          hiddenSize,
          inputs: initialState.inputs,
        });
        for (const [t, step] of numbers.steps.entries()) {
          for (let u = 0; u < hiddenSize; u++) {
            expect(byEquations(kind, step, u)).toBeCloseTo(step.newH[u]!, 5);
            expect(output[t]![u]).toBeCloseTo(step.newH[u]!, 6);
            expect(numbers.forward[t]![u]).toBeCloseTo(step.newH[u]!, 6);
          }
        }
      }
    }
  });

  it('hand each state on to the next step', async () => {
    const { steps: all } = await at({ kind: 'lstm' });
    expect(all).toHaveLength(steps);
    expect([all[0]!.h, all[0]!.c]).toEqual([
      [0, 0, 0],
      [0, 0, 0],
    ]);
    for (const [t, step] of all.entries()) {
      if (t === 0) continue;
      expect(step.h).toEqual(all[t - 1]!.newH);
      expect(step.c).toEqual(all[t - 1]!.newC);
    }
  });

  it('read from the end where they go backward', async () => {
    const before = await at();
    const inputs = initialState.inputs.map((row, t) => (t === steps - 1 ? [3, -3] : row));
    const after = await at({ inputs });
    expect(after.forward[0]).toEqual(before.forward[0]);
    expect(after.backward[0]).not.toEqual(before.backward[0]);
  });

  it('follow the seed, and the weights that were changed', async () => {
    const { weights } = await at();
    expect((await at()).weights).toEqual(weights);
    expect((await at({ seed: 2 })).weights).not.toEqual(weights);
    const edited = await at({ edits: { 'weight_hh.4.2': 0.25 } });
    expect(edited.weights.weight_hh[4]![2]).toBe(0.25);
    expect(edited.weights.weight_ih).toEqual(weights.weight_ih);
  });
});
