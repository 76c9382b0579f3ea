import { grad } from '@rondo/autograd';
import { scope, tensor, useBackend, type Tensor } from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import {
  attentionBackend,
  kernel,
  noise,
  plain,
  restart,
  twin,
  type Attributes,
  type Inputs,
  type Run,
} from '../../../test/attention.ts';
import { soloContext } from '../../kernel-context.ts';

useBackend(attentionBackend(soloContext()));

const ways: [way: string, run: Run][] = [
  ['kernel', kernel],
  ['twin', twin],
];
const sizes = { N: 2, H: 2, D: 5, E: 7 };

interface Excluding {
  readonly T1: number;
  readonly T2: number;
  readonly attributes?: Partial<Attributes>;
  /** mask, bias and key lengths. */
  readonly limits: () => readonly [Tensor | undefined, Tensor | undefined, Tensor | undefined];
  /** Rows of key and value, and of query, that are spoilt. */
  readonly keys?: (n: number, j: number) => boolean;
  readonly values?: (n: number, j: number) => boolean;
  readonly queries?: (n: number, i: number) => boolean;
}

/** x `[N, T, H, D]` with `bad` in all numbers of the chosen rows. */
function spoilt(x: Tensor, bad: number, rows?: (n: number, t: number) => boolean): Tensor {
  if (!rows) return x;
  const [N, T] = x.shape as [number, number];
  const chosen = Array.from({ length: N * T }, (_, at) => rows(Math.floor(at / T), at % T));
  return tensor(chosen, { shape: [N, T, 1, 1], dtype: 'bool' }).where(bad, x);
}

/** The result, then the gradients of query, key, value and bias, of which those of spoilt rows are 0 or left out. */
async function results(run: Run, what: Excluding, bad: number): Promise<number[][]> {
  restart();
  const tensors = scope(() => {
    const { T1, T2, limits, attributes, keys, values = keys, queries } = what;
    const { N, H, D, E } = sizes;
    const query = spoilt(noise([N, T1, H, D]), bad, queries);
    const key = spoilt(noise([N, T2, H, D]), bad, keys);
    const value = spoilt(noise([N, T2, H, E]), bad, values);
    const weight = noise([N, T1, H, E]);
    const [mask, bias, lengths] = limits();
    const all = { ...plain, ...attributes };
    const wanted = [query, key, value, ...(bias ? [bias] : [])];
    const gradients = grad((...given: Tensor[]) => {
      const [q, k, v, b] = given as [Tensor, Tensor, Tensor, Tensor | undefined];
      return run([q, k, v, mask, b, lengths], all)[0]!.mul(weight).sum();
    }, wanted);
    const inputs: Inputs = [query, key, value, mask, bias, lengths];
    return [...run(inputs, all), ...gradients];
  });
  const numbers = await Promise.all(tensors.map(async (own) => [...(await own.data())]));
  for (const own of tensors) own.dispose();
  return numbers;
}

function expectNear(actual: number[][], expected: number[][]): void {
  for (const [part, numbers] of expected.entries()) {
    const worst = actual[part]!.reduce((most, x, i) => {
      const error = Math.abs(x - numbers[i]!);
      return error <= most ? most : error;
    }, 0);
    expect(worst, `part ${part}`).toBeLessThan(1e-4);
  }
}

/** Keys after the third and the queries of the first entry that may attend to nothing. */
const late = (_n: number, j: number): boolean => j > 2;
const none = [undefined, undefined, undefined] as const;
const lengths = (...counts: number[]) => tensor(Int32Array.from(counts));

const wholly: Record<string, Excluding> = {
  'key lengths': { T1: 9, T2: 8, keys: late, limits: () => [undefined, undefined, lengths(3, 2)] },
  'no keys at all': {
    T1: 70,
    T2: 8,
    keys: (n) => n === 1,
    queries: (n) => n === 1,
    limits: () => [undefined, undefined, lengths(8, 0)],
  },
  'a mask of keys': {
    T1: 9,
    T2: 133,
    keys: (_n, j) => j % 4 === 1,
    limits: () => [
      tensor(
        Array.from({ length: 133 }, (_, j) => j % 4 !== 1),
        { shape: [1, 1, 1, 133], dtype: 'bool' },
      ),
      undefined,
      undefined,
    ],
  },
  'a mask of queries': {
    T1: 9,
    T2: 8,
    queries: (_n, i) => i === 4,
    limits: () => [
      tensor(
        Array.from({ length: 9 }, (_, i) => i !== 4),
        { shape: [1, 1, 9, 1], dtype: 'bool' },
      ),
      undefined,
      undefined,
    ],
  },
  'a bias of -∞': {
    T1: 9,
    T2: 8,
    keys: late,
    queries: (_n, i) => i === 4,
    limits: () => [
      undefined,
      tensor(
        Array.from({ length: 72 }, (_, at) =>
          Math.floor(at / 8) === 4 || at % 8 > 2 ? -Infinity : at / 50,
        ),
        { shape: [1, 1, 9, 8] },
      ),
      undefined,
    ],
  },
  'a bias of -∞ that keys share': {
    T1: 9,
    T2: 8,
    queries: (_n, i) => i === 4,
    limits: () => [
      undefined,
      tensor(
        Array.from({ length: 9 }, (_, i) => (i === 4 ? -Infinity : i)),
        { shape: [1, 1, 9, 1] },
      ),
      undefined,
    ],
  },
  'a mask of keys, with dropout': {
    T1: 9,
    T2: 8,
    attributes: { p: 0.4 },
    keys: late,
    limits: () => [
      tensor(
        Array.from({ length: 8 }, (_, j) => j <= 2),
        { shape: [1, 1, 1, 8], dtype: 'bool' },
      ),
      undefined,
      undefined,
    ],
  },
  'causality from a place before all keys': {
    T1: 70,
    T2: 8,
    attributes: { causal: true, queryOffset: -60 },
    queries: (_n, i) => i < 60,
    limits: () => none,
  },
};
const few = Object.entries(wholly).map(
  ([name, what]) => [`${name}, for two queries`, { ...what, T1: 2 }] as const,
);
const short = few.filter(([, { queries, limits }]) => {
  const fits = scope(() => (limits()[1]?.shape[2] ?? 1) === 1);
  return !queries && fits;
});

describe.each(ways)('%s: what attention excludes has no influence', (_way, run) => {
  it.each([...Object.entries(wholly), ...short])('%s', async (_name, what) => {
    const { keys: _keys, values: _values, queries: _queries, ...clean } = what;
    const expected = await results(run, clean, 0);
    for (const bad of [NaN, Infinity, -Infinity]) {
      const own = await results(run, what, bad);
      expectNear(own, expected);
    }
  });

  it.each([2, 9, 70])('on earlier queries of %i, causally', async (T1) => {
    const what: Excluding = { T1, T2: T1, attributes: { causal: true }, limits: () => none };
    const [expected] = await results(run, what, 0);
    const last = (_n: number, j: number): boolean => j === T1 - 1;
    const width = sizes.H * sizes.E;
    for (const spoils of [{ keys: last }, { values: last }, { queries: last }]) {
      const [own] = await results(run, { ...what, ...spoils }, NaN);
      const isLast = own!.map((_, at) => Math.floor(at / width) % T1 === T1 - 1);
      expectNear([own!.filter((_, at) => !isLast[at])], [expected!.filter((_, at) => !isLast[at])]);
      expect(own!.filter((_, at) => isLast[at])).toSatisfy((of: number[]) =>
        of.every(Number.isNaN),
      );
    }
  });

  it('shows infinity and NaN in what it may attend to', async () => {
    const what: Excluding = {
      T1: 9,
      T2: 8,
      values: (n, j) => n === 0 && j === 1,
      limits: () => [undefined, undefined, lengths(3, 2)],
    };
    const [own] = await results(run, what, Infinity);
    expect(own!.map((x) => x === Infinity)).toEqual(own!.map((_, at) => at < own!.length / 2));
  });
});

it('the kernel keeps the gradients of what it excludes apart, pair by pair', async () => {
  const what: Excluding = { T1: 9, T2: 9, attributes: { causal: true }, limits: () => none };
  const expected = await results(kernel, what, 0);
  const own = await results(kernel, { ...what, keys: (_n, j) => j === 8 }, NaN);
  const { H, D } = sizes;
  const before = (numbers: number[]): number[] =>
    numbers.filter((_, at) => Math.floor(at / (H * D)) % 9 < 8);
  expectNear([before(own[1]!)], [before(expected[1]!)]);
});
