import { describe, expect, it } from 'vitest';
import { evaluate, near } from '../../test/evaluate.ts';
import { factsOf } from '../../test/faults.ts';
import { expectNoLeaks } from '../../test/leaks.ts';
import { arange, ones, rand, randn, tensor, zeros } from '../create.ts';
import { DTypeError, RangeFault, ShapeError } from '../errors.ts';
import type { Tensor } from '../tensor.ts';
import { concat, stack } from './concat.ts';
import { gruSequence, gruStep, type GruSequenceOptions } from './gru-sequence.ts';

expectNoLeaks();

const [N, L, H] = [3, 5, 2];
const gates = (): Tensor => randn([N, L, 3 * H], { seed: 1 });
const weight = (): Tensor => randn([3 * H, H], { seed: 2 });
const bias = (): Tensor => randn([3 * H], { seed: 3 });
const h0 = (): Tensor => rand([N, H], { seed: 4 });

describe('gruStep', () => {
  it('is the equations of one unit', async () => {
    const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
    const [g, h, w, b] = [[0.5, -1, 2], 0.75, [1.5, -0.5, 0.25], [0.1, 0.2, 0.3]] as const;
    const r = sigmoid(g[0] + w[0] * h + b[0]);
    const z = sigmoid(g[1] + w[1] * h + b[1]);
    const n = Math.tanh(g[2] + r * (w[2] * h + b[2]));
    const step = () =>
      gruStep(tensor([[...g]]), tensor([[h]]), tensor(w.map((x) => [x])), tensor([...b]));
    expect(await evaluate(step)).toEqual(near([[(1 - z) * n + z * h]]));
  });
});

describe('gruSequence', () => {
  const difference = (compare: () => readonly [Tensor, Tensor]) =>
    evaluate(() => {
      const [a, b] = compare();
      return a.sub(b).abs().max();
    });

  it('runs the steps one after the other, from either end', async () => {
    for (const reverse of [false, true]) {
      const worst = await difference(() => {
        const { output, hidden } = gruSequence(gates(), weight(), {
          biasHh: bias(),
          h0: h0(),
          reverse,
        });
        const steps: Tensor[] = [];
        let h = h0();
        for (let step = 0; step < L; step++) {
          const t = reverse ? L - 1 - step : step;
          h = gruStep(gates().select(1, t), h, weight(), bias());
          steps[t] = h;
        }
        return [
          concat([output, hidden.unsqueeze(1)], 1),
          concat([stack(steps, 1), h.unsqueeze(1)], 1),
        ];
      });
      expect(worst).toBeLessThan(1e-6);
    }
  });

  it('starts from zeros without h0', async () => {
    const worst = await difference(() => [
      gruSequence(gates(), weight()).output,
      gruSequence(gates(), weight(), { h0: zeros([N, H]) }).output,
    ]);
    expect(worst).toBe(0);
  });

  it('treats each sequence as if it ended at its length', async () => {
    const lengths = [5, 1, 3];
    for (const reverse of [false, true]) {
      const options = (): GruSequenceOptions => ({ biasHh: bias(), h0: h0(), reverse });
      const all = await evaluate(() => {
        const padded = { ...options(), lengths: tensor(lengths, { dtype: 'int32' }) };
        const { output, hidden } = gruSequence(gates(), weight(), padded);
        return concat([output, hidden.unsqueeze(1)], 1);
      });
      const alone = await evaluate(() =>
        concat(
          lengths.map((length, i) => {
            const own = { ...options(), h0: h0().narrow(0, i, 1) };
            const { output, hidden } = gruSequence(
              gates().narrow(0, i, 1).narrow(1, 0, length),
              weight(),
              own,
            );
            return concat([output, zeros([1, L - length, H]), hidden.unsqueeze(1)], 1);
          }),
        ),
      );
      expect(all).toEqual(near(alone));
    }
  });

  it('takes an empty batch', async () => {
    expect(await evaluate(() => gruSequence(zeros([0, L, 3 * H]), weight()).output)).toEqual([]);
  });

  it('names what does not fit', () => {
    const run = (options: () => GruSequenceOptions) => () =>
      gruSequence(gates(), weight(), options());
    expect(factsOf(ShapeError, () => gruSequence(gates(), ones([6])))).toMatchObject({
      argument: 'weightHh',
    });
    expect(factsOf(ShapeError, () => gruSequence(gates(), ones([5, H])))).toMatchObject({
      argument: 'weightHh',
    });
    expect(factsOf(ShapeError, () => gruSequence(ones([N, L, 5]), weight()))).toMatchObject({
      argument: 'gates',
    });
    expect(
      factsOf(
        ShapeError,
        run(() => ({ biasHh: ones([H]) })),
      ),
    ).toMatchObject({ argument: 'biasHh' });
    expect(
      factsOf(
        ShapeError,
        run(() => ({ h0: ones([1, H]) })),
      ),
    ).toMatchObject({ argument: 'h0' });
    expect(
      factsOf(
        ShapeError,
        run(() => ({ lengths: arange(0, 2) })),
      ),
    ).toMatchObject({ argument: 'lengths' });
    expect(
      factsOf(
        DTypeError,
        run(() => ({ lengths: ones([N]) })),
      ),
    ).toMatchObject({ received: 'float32' });
    expect(
      factsOf(
        DTypeError,
        run(() => ({ h0: zeros([N, H], { dtype: 'int32' }) })),
      ),
    ).toMatchObject({ received: 'int32' });
    expect(factsOf(RangeFault, () => gruSequence(zeros([N, 0, 3 * H]), weight()))).toEqual({
      gates: [N, 0, 3 * H],
    });
  });
});
