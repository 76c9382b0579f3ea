import { cpu } from '@rondo/backend-cpu';
import { own } from '@rondo/golden';
import { manualSeed, randn, RangeFault, tensor, useBackend, zeros } from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { GRUCell } from './gru-cell.ts';
import { GRU } from './gru.ts';
import { scan } from './scan.ts';

useBackend(cpu());
manualSeed(1);

describe('scan', () => {
  // The state is a running sum and a count.
  const step: Parameters<typeof scan>[0] = (x, [sum, count]) => [sum!.add(x), count!.add(1)];
  const x = tensor([
    [[1], [2], [3]],
    [[10], [20], [30]],
  ]);
  const start = [zeros([2, 1]), zeros([2, 1])];

  it('hands the state from step to step', async () => {
    const { output, state } = scan(step, x, start);
    expect(await output.array()).toEqual([
      [[1], [3], [6]],
      [[10], [30], [60]],
    ]);
    expect(await state[1]!.array()).toEqual([[3], [3]]);
  });

  it('stops at the lengths, and starts there in reverse', async () => {
    const forward = scan(step, x, start, { lengths: [2, 3] });
    expect(await forward.output.array()).toEqual([
      [[1], [3], [0]],
      [[10], [30], [60]],
    ]);
    expect(await forward.state[1]!.array()).toEqual([[2], [3]]);
    const reverse = scan(step, x, start, { lengths: [2, 3], reverse: true });
    expect(await reverse.output.array()).toEqual([
      [[3], [2], [0]],
      [[60], [50], [30]],
    ]);
    expect(await reverse.state[0]!.array()).toEqual([[3], [60]]);
  });

  it('stops states of any rank at the lengths', async () => {
    // N = 2, and the state of rank 3 has a middle axis of 2 as well.
    const states = [zeros([2, 2, 3]), zeros([2])];
    const count: Parameters<typeof scan>[0] = (_x, before) => before.map((value) => value.add(1));
    const { output, state } = scan(count, x, states, { lengths: [1, 3] });
    expect(output.shape).toEqual([2, 3, 2, 3]);
    expect(await state[0]!.array()).toEqual(
      [1, 3].map((n) => [Array(3).fill(n), Array(3).fill(n)]),
    );
    expect(await state[1]!.array()).toEqual([1, 3]);
    expect(await output.select(2, 1).select(2, 2).array()).toEqual([
      [1, 0, 0],
      [1, 2, 3],
    ]);
  });

  it('makes a layer of a cell', async () => {
    const gru = own(new GRU(3, 5));
    const cell = own(new GRUCell(3, 5));
    const names = Object.entries(gru.stateDict()).map(([name, value]) => [
      name.replace('_l0', ''),
      value,
    ]);
    cell.loadStateDict(Object.fromEntries(names));
    const inputs = randn([2, 4, 3]);
    const { output } = scan((xt, [h]) => [cell.forward(xt, h)], inputs, [zeros([2, 5])], {
      lengths: [4, 3],
    });
    const difference = output.sub(gru.forward(inputs, { lengths: [4, 3] }).output).abs();
    expect(Math.max(...(await difference.data()))).toBeLessThan(1e-6);
  });

  it('refuses no steps and wrong lengths', () => {
    expect(() => scan(step, zeros([2, 0, 1]), start)).toThrow(RangeFault);
    expect(() => scan(step, x, start, { lengths: [0, 1] })).toThrow(RangeFault);
  });
});
