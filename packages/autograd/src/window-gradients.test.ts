import { full, ones, tensor, type Tensor } from '@rondo/tensor';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { backward } from './backward.ts';
import { Parameter } from './parameter.ts';

const rows = 4;
const columns = 6;

let w: Parameter;
beforeEach(() => {
  w = new Parameter(ones([rows, columns]));
  // What is handed out next holds NaN, so that a place nobody wrote shows.
  const spoilt = Array.from({ length: 4 }, () => full([rows, columns], Number.NaN));
  for (const one of spoilt) one.dispose();
});
afterEach(() => {
  w.dispose();
});

/** The gradient of w in each column, which must be the same in all rows. */
async function slopes(loss: () => Tensor): Promise<number[]> {
  backward(loss).dispose();
  const all = (await w.grad!.array()) as number[][];
  for (const row of all) expect(row).toEqual(all[0]);
  return all[0]!;
}

const weighed = (part: Tensor, weight: number): Tensor => part.mul(weight).sum();

describe('the gradient of a tensor of which windows are used', () => {
  it('has each part where the parts cover it', async () => {
    const loss = (): Tensor => {
      const [a, b, c] = w.split([1, 2, 3], 1) as [Tensor, Tensor, Tensor];
      return weighed(b, 2).add(weighed(a, 1)).add(weighed(c, 3));
    };
    expect(await slopes(loss)).toEqual([1, 2, 2, 3, 3, 3]);
  });

  it('is 0 where no part lies: before, between, behind', async () => {
    expect(await slopes(() => weighed(w.narrow(1, 2, 2), 5))).toEqual([0, 0, 5, 5, 0, 0]);
    w.clearGrad();
    const loss = (): Tensor => weighed(w.narrow(1, 1, 1), 1).add(weighed(w.narrow(1, 4, 1), 2));
    expect(await slopes(loss)).toEqual([0, 1, 0, 0, 2, 0]);
  });

  it('sums parts that overlap', async () => {
    const loss = (): Tensor =>
      weighed(w.narrow(1, 0, 3), 1)
        .add(weighed(w.narrow(1, 2, 3), 10))
        .add(weighed(w.narrow(1, 4, 2), 100));
    expect(await slopes(loss)).toEqual([1, 1, 11, 10, 110, 100]);
  });

  it('sums parts and the whole, in either order', async () => {
    const part = (): Tensor => weighed(w.narrow(1, 3, 2), 4);
    expect(await slopes(() => weighed(w, 1).add(part()))).toEqual([1, 1, 1, 5, 5, 1]);
    w.clearGrad();
    expect(await slopes(() => part().add(weighed(w, 1)))).toEqual([1, 1, 1, 5, 5, 1]);
  });

  it('sums parts that are cut on different axes, or with steps', async () => {
    const loss = (): Tensor =>
      weighed(w.narrow(1, 1, 2), 1)
        .add(weighed(w.narrow(0, 0, 2), 3))
        .add(weighed(w.narrow(0, 2, 2), 3))
        .add(weighed(w.slice(1, 0, columns, 2), 20));
    expect(await slopes(loss)).toEqual([23, 4, 24, 3, 23, 3]);
  });

  it('takes one step after another, forward and backward', async () => {
    const steps = Array.from({ length: columns }, (_, i) => i);
    const sum = (order: readonly number[]): Tensor =>
      order.map((i) => weighed(w.select(1, i), i + 1)).reduce((total, one) => total.add(one));
    expect(await slopes(() => sum(steps))).toEqual([1, 2, 3, 4, 5, 6]);
    w.clearGrad();
    expect(await slopes(() => sum(steps.toReversed()))).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('adds to a gradient that is there', async () => {
    const loss = (): Tensor => weighed(w.narrow(1, 0, 1), 2);
    await slopes(loss);
    expect(await slopes(loss)).toEqual([4, 0, 0, 0, 0, 0]);
  });

  it('flows on through what the windows were cut from', async () => {
    const factor = tensor([1, 2, 3, 4, 5, 6]);
    const loss = (): Tensor => {
      const y = w.mul(factor);
      return weighed(y.narrow(1, 4, 2), 10).add(weighed(y.narrow(1, 0, 2), 1));
    };
    expect(await slopes(loss)).toEqual([1, 2, 0, 0, 50, 60]);
    factor.dispose();
  });
});
