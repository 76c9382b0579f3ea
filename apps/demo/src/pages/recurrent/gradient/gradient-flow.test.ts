import { cpu } from '@rondo/backend-cpu';
import { useBackend } from '@rondo/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { gradientFlow, type FlowInput } from './gradient-flow.ts';

beforeAll(() => useBackend(cpu()));

const at = async (changes: Partial<FlowInput> = {}) => {
  const flows = await gradientFlow({ length: 30, radius: 1, keepBias: 2, seed: 3, ...changes });
  return Object.fromEntries(flows.map((flow) => [flow.kind, flow]));
};

describe('how far gradients reach', () => {
  it('is 1 at the last state, and told for every step', async () => {
    for (const { state, input } of Object.values(await at())) {
      expect(state).toHaveLength(30);
      expect(input).toHaveLength(30);
      expect(state.at(-1)).toBeCloseTo(1, 5);
      expect([...state, ...input].every((value) => value > 0)).toBe(true);
    }
  });

  it('never grows in an RNN whose spectral radius is 1 or less: tanh only shrinks', async () => {
    const { rnn } = await at({ radius: 0.9 });
    const { state } = rnn!;
    for (let t = 1; t < state.length; t++)
      expect(state[t - 1]!).toBeLessThanOrEqual(0.9001 * state[t]!);
  });

  it('is farther with a gate that keeps the state', async () => {
    const [open, shut] = [await at({ keepBias: 4 }), await at({ keepBias: -2 })];
    for (const kind of ['gru', 'lstm']) {
      expect(open[kind]!.state[0]! / shut[kind]!.state[0]!).toBeGreaterThan(1e3);
    }
    expect(open['rnn']).toEqual(shut['rnn']);
    expect(open['lstm']!.state[0]!).toBeGreaterThan(100 * open['rnn']!.state[0]!);
  });

  it('reaches the inputs through the states', async () => {
    const { rnn, gru } = await at({ length: 60 });
    for (const { state, input } of [rnn!, gru!]) {
      const [states, inputs] = [state, input].map((values) =>
        Math.log10(values[0]! / values.at(-1)!),
      );
      expect(Math.abs(states! - inputs!)).toBeLessThan(2);
    }
  });
});
