import { expect, it } from 'vitest';
import { exampleBatches } from './example-batches.ts';

const numbers = (options: { dropLast?: boolean; shuffle?: boolean; seed?: number } = {}) =>
  exampleBatches({
    count: 11,
    batchSize: 4,
    make: (indices, epoch) => ({ indices: [...indices], epoch }),
    ...options,
  });

it('gives every example once an epoch, in another order each', () => {
  const batches = numbers();
  const epochs = [0, 1].map(() => [...batches.epoch()]);
  for (const [epoch, made] of epochs.entries()) {
    expect(made.map(({ indices }) => indices.length)).toEqual([4, 4, 3]);
    expect(made.every((batch) => batch.epoch === epoch)).toBe(true);
    expect(made.flatMap(({ indices }) => indices).toSorted((a, b) => a - b)).toEqual([
      ...Array(11).keys(),
    ]);
  }
  expect(epochs[0]!.map(({ indices }) => indices)).not.toEqual(
    epochs[1]!.map(({ indices }) => indices),
  );
  expect([...numbers({ shuffle: false, dropLast: true }).epoch()].map((b) => b.indices)).toEqual([
    [0, 1, 2, 3],
    [4, 5, 6, 7],
  ]);
});

it('goes on from a state as if it had never stopped', () => {
  const whole = numbers({ seed: 5 });
  const expected = [...whole.epoch(), ...whole.epoch()];
  const first = numbers({ seed: 5 });
  const epoch = first.epoch();
  const begun = [epoch.next().value, epoch.next().value];
  const second = numbers({ seed: 9 });
  second.restore(first.state);
  expect([...begun, ...second.epoch(), ...second.epoch()]).toEqual(expected);
  expect(() => second.restore({ seed: 1, epoch: 0, position: 4 })).toThrow('an epoch, which has 3');
});

it('refuses what makes no batch', () => {
  expect(() => exampleBatches({ count: 0, batchSize: 4, make: () => 0 })).toThrow('count');
  expect(() => exampleBatches({ count: 3, batchSize: 4, make: () => 0, dropLast: true })).toThrow(
    '3 examples fill no batch of 4',
  );
});
