import { backward, Parameter } from '@rondo/autograd';
import { cpu } from '@rondo/backend-cpu';
import { own } from '@rondo/golden';
import { gradCheckModule, Linear, Module } from '@rondo/layers-core';
import {
  concat,
  dispose,
  embedding,
  keep,
  manualSeed,
  memory,
  randn,
  RangeFault,
  RondoError,
  scope,
  ShapeError,
  tensor,
  useBackend,
  zeros,
  type Tensor,
} from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../test/numbers.ts';
import { GRUCell } from './gru-cell.ts';
import { GRU } from './gru.ts';
import { LSTMCell } from './lstm-cell.ts';
import { LSTM } from './lstm.ts';
import { scanCell } from './scan-cell.ts';

useBackend(cpu());
manualSeed(1);

/** A user's own cell: minimal gated unit, h' = (1 - f) ∘ h + f ∘ tanh(U [f ∘ h, x]), f = σ(W [h, x]). */
class MinimalCell extends Module {
  readonly gate = new Linear(8, 5);
  readonly inner = new Linear(3, 5);

  forward(x: Tensor, h: Tensor = zeros([x.shape[0]!, 5])): Tensor {
    const f = this.gate.forward(concat([h, x], -1)).sigmoid();
    return h.add(f.mul(this.inner.forward(x).add(f.mul(h)).tanh().sub(h)));
  }
}

describe('scanCell', () => {
  // The state is a running sum and a count.
  const step = (x: Tensor, [sum, count]: readonly [Tensor, Tensor]) =>
    [sum.add(x), count.add(1)] as const;
  const x = () =>
    tensor([
      [[1], [2], [3]],
      [[10], [20], [30]],
    ]);
  const start = () => [zeros([2, 1]), zeros([2, 1])] as const;

  it('hands the state from step to step', async () => {
    const { output, state } = scanCell(step, x(), { state: start() });
    expect(await output.array()).toEqual([
      [[1], [3], [6]],
      [[10], [30], [60]],
    ]);
    expect(await state[1].array()).toEqual([[3], [3]]);
  });

  it('stops at the lengths, and starts there in reverse', async () => {
    for (const lengths of [[2, 3], tensor(Int32Array.of(2, 3))]) {
      const forward = scanCell(step, x(), { state: start(), lengths });
      expect(await forward.output.array()).toEqual([
        [[1], [3], [0]],
        [[10], [30], [60]],
      ]);
      expect(await forward.state[1].array()).toEqual([[2], [3]]);
      const reverse = scanCell(step, x(), { state: start(), lengths, reverse: true });
      expect(await reverse.output.array()).toEqual([
        [[3], [2], [0]],
        [[60], [50], [30]],
      ]);
      expect(await reverse.state[0].array()).toEqual([[3], [60]]);
    }
  });

  it.each([false, true])('takes lengths above L as L (reverse: %s)', async (reverse) => {
    const run = (lengths: number[]) =>
      scanCell(step, x(), { state: start(), lengths: tensor(Int32Array.from(lengths)), reverse });
    expect(await run([7, 2]).output.array()).toEqual(await run([3, 2]).output.array());
  });

  it('stops states of any rank at the lengths', async () => {
    // N = 2, and the state of rank 3 has a middle axis of 2 as well.
    const state = { wide: zeros([2, 2, 3]), flat: zeros([2]) };
    const count = (_x: Tensor, { wide, flat }: typeof state) => ({
      wide: wide.add(1),
      flat: flat.add(1),
    });
    const run = scanCell(count, x(), { state, lengths: [1, 3] });
    expect(run.output.shape).toEqual([2, 3, 2, 3]);
    expect(await run.state.wide.array()).toEqual(
      [1, 3].map((n) => [Array(3).fill(n), Array(3).fill(n)]),
    );
    expect(await run.state.flat.array()).toEqual([1, 3]);
    expect(await run.output.select(2, 1).select(2, 2).array()).toEqual([
      [1, 0, 0],
      [1, 2, 3],
    ]);
  });

  it('puts out what it is told to', async () => {
    const output = ([sum, count]: readonly [Tensor, Tensor]): Tensor => sum.div(count);
    const mean = scanCell(step, x(), { state: start(), output, lengths: [3, 1] });
    expect(await mean.output.array()).toEqual([
      [[1], [1.5], [2]],
      [[10], [0], [0]],
    ]);
  });

  it('runs over steps of any shape and dtype', async () => {
    const table = randn([4, 3]);
    const ids = tensor([[1, 3, 0]], { dtype: 'int32' });
    const cell = own(new GRUCell(3, 5));
    const words = (id: Tensor, h?: Tensor): Tensor => cell.forward(embedding(id, table), h);
    await expectClose(
      scanCell(words, ids, { lengths: [2], reverse: true }).output,
      scanCell(cell, embedding(ids, table), { lengths: [2], reverse: true }).output,
      0,
    );
  });

  it.each([false, true])('makes a layer of a cell (reverse: %s)', async (reverse) => {
    const inputs = randn([3, 4, 3]);
    const lengths = [4, 1, 3];
    const gru = own(new GRU(3, 5, { bidirectional: true }));
    const gruCell = gru.cells[0]![Number(reverse)]!;
    const one = scanCell(gruCell, inputs, { lengths, reverse });
    const expected = gru.forward(inputs, { lengths });
    await expectClose(one.output, expected.output.narrow(2, reverse ? 5 : 0, 5));
    await expectClose(one.state, expected.hidden.select(0, Number(reverse)));
    const lstm = own(new LSTM(3, 5, { bidirectional: true }));
    const lstmCell: LSTMCell = lstm.cells[0]![Number(reverse)]!;
    const two = scanCell(lstmCell, inputs, { lengths, reverse });
    await expectClose(
      two.state.cell,
      lstm.forward(inputs, { lengths }).cell.select(0, Number(reverse)),
    );
  });

  it("gives a user's cell its gradients", async () => {
    const cell = own(new MinimalCell());
    const run = (inputs?: Tensor, h0?: Tensor): Tensor => {
      const { output, state } = scanCell(cell, inputs!, {
        state: h0!,
        lengths: [3, 1],
        reverse: true,
      });
      return concat([output.flatten(), state.flatten()]);
    };
    const inputs = [randn([2, 3, 3]), randn([2, 5])];
    expect(await gradCheckModule(cell, run, inputs)).toBeLessThan(1e-3);
  });

  it('keeps NaN in the padding out of the gradients', async () => {
    const cell = own(new MinimalCell());
    const inputs = tensor([
      [1, 2, 3],
      [NaN, NaN, NaN],
    ]).unsqueeze(0);
    backward(() => scanCell(cell, inputs, { lengths: [1] }).output.sum()).dispose();
    for (const { grad } of cell.parameters()) {
      expect([...(await grad!.data())].every(Number.isFinite)).toBe(true);
    }
  });

  it('frees what the steps made, and each state when it was used', () => {
    const cell = own(new LSTMCell(3, 50));
    const peak = (L: number): number => {
      let most = 0;
      const steps = scope(() => randn([2, L, 3]));
      const watched = (xt: Tensor, state?: { hidden: Tensor; cell: Tensor }) => {
        most = Math.max(most, memory().tensors);
        return { ...cell.forward(xt, state) };
      };
      const before = memory();
      const { output, state } = scanCell(watched, steps);
      dispose([output, state]);
      expect(memory()).toEqual(before);
      steps.dispose();
      return most - before.tensors;
    };
    // A step leaves its output, and nothing else, to later ones.
    expect(peak(40) - peak(20)).toBe(20);
  });

  it('leaves alone what is not its own', async () => {
    const constant = zeros([2, 1]);
    const kept: Tensor[] = [];
    const initial = { sum: zeros([2, 1]), constant };
    const { state } = scanCell(
      (xt: Tensor, before: typeof initial) => {
        kept.push(keep(xt.clone()));
        return { sum: before.sum.add(xt), constant };
      },
      x(),
      { state: initial },
    );
    expect(state.constant).toBe(constant);
    expect([constant, initial.sum, ...kept].map(({ isDisposed }) => isDisposed)).toEqual(
      Array(5).fill(false),
    );
    expect(await kept[2]!.array()).toEqual([[3], [30]]);
    dispose(kept);
  });

  it('says what does not fit', () => {
    const cell = own(new GRUCell(1, 5));
    expect(() => scanCell(step, zeros([2, 0, 1]), { state: start() })).toThrow(
      'scanCell: expected x [N, L, ..] with L of 1 or more, received [2, 0, 1]',
    );
    expect(() => scanCell(cell, zeros([2]))).toThrow(ShapeError);
    expect(() => scanCell(cell, x(), { lengths: [0, 1] })).toThrow(RangeFault);
    expect(() => scanCell(cell, x(), { lengths: [0, 1] })).toThrow(
      'scanCell of GRUCell: lengths must be whole numbers from 1 to L = 3, received 0 for sequence 0; leave out empty sequences',
    );
    expect(() => scanCell((xt: Tensor, h?: Tensor) => (h ? xt.expand([2, 2]) : xt), x())).toThrow(
      'scanCell, step 1: expected the state to keep its shape [2, 1], received [2, 2]',
    );
    type Sum = { sum: Tensor; count?: Tensor };
    const growing = (xt: Tensor, { sum }: Sum): Sum => ({ sum: sum.add(xt), count: xt });
    expect(() =>
      scanCell(growing, x(), {
        state: { sum: zeros([2, 1]) },
      }),
    ).toThrow(
      'scanCell, step 0: expected the state to keep its parts [sum], received [sum, count]',
    );
    const nothing = (() => undefined) as unknown as (xt: Tensor) => Tensor;
    expect(() => scanCell(nothing, x())).toThrow(RondoError);
    expect(() => scanCell(nothing, x())).toThrow(
      'scanCell, step 0: expected what the cell returns to be a tensor, or a tuple or a record of tensors; received undefined',
    );
    expect(() => scanCell((xt: Tensor) => xt.sum(0), x(), { lengths: [1, 3] })).toThrow(
      'scanCell, step 0: expected the parts of the state, and the output, to be [N, ..] with N = 2 (from x), received [1]',
    );
  });

  it('adds up the gradients of a parameter that every step uses', async () => {
    const factor = own(new Parameter(tensor([2])));
    const power = (xt: Tensor, p?: Tensor): Tensor => (p ?? xt).mul(factor);
    backward(() => scanCell(power, tensor([[[1], [0], [0]]])).state.sum()).dispose();
    // d(f³)/df = 3 f².
    expect(await factor.grad!.array()).toEqual([12]);
  });
});
