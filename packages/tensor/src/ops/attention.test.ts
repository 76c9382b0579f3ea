import { describe, expect, it } from 'vitest';
import { evaluate, near } from '../../test/evaluate.ts';
import { factsOf } from '../../test/faults.ts';
import { expectNoLeaks } from '../../test/leaks.ts';
import { arange, full, ones, rand, randn, tensor, zeros } from '../create.ts';
import { DTypeError, RangeFault, ShapeError } from '../errors.ts';
import { manualSeed, randomState } from '../random.ts';
import { scope } from '../scope.ts';
import type { Tensor } from '../tensor.ts';
import { attentionWeights, scaledDotProductAttention, type AttentionOptions } from './attention.ts';
import { logicalAnd } from './compare.ts';
import { concat } from './concat.ts';
import { softmax } from './softmax.ts';

expectNoLeaks();

const [N, H, T1, T2, D, E] = [2, 3, 5, 7, 4, 6];
const query = (...lead: number[]): Tensor => randn([...lead, T1, D], { seed: 1 });
const key = (...lead: number[]): Tensor => randn([...lead, T2, D], { seed: 2 });
const value = (...lead: number[]): Tensor => randn([...lead, T2, E], { seed: 3 });

const attend = (options: AttentionOptions = {}, lead: number[] = [N, H]): Tensor =>
  scaledDotProductAttention(query(...lead), key(...lead), value(...lead), options);

/** The largest difference of two results. */
const difference = (compare: () => readonly [Tensor, Tensor]) =>
  evaluate(() => {
    const [a, b] = compare();
    return a.sub(b).abs().max();
  });

describe('scaledDotProductAttention', () => {
  it('is softmax(q kᵀ / √D) v', async () => {
    const worst = await difference(() => {
      const products = query(N, H).matmul(key(N, H).transpose(-1, -2));
      return [attend(), softmax(products.div(Math.sqrt(D))).matmul(value(N, H))];
    });
    expect(worst).toBeLessThan(1e-6);
  });

  it('takes any leading axes', async () => {
    for (const lead of [[], [3], [2, 3], [2, 2, 3]]) {
      const worst = await difference(() => {
        const count = lead.reduce((product, size) => product * size, 1);
        const alone = Array.from({ length: count }, (_, i) => {
          const [q, k, v] = [query(...lead), key(...lead), value(...lead)].map((x) =>
            x.reshape([count, x.shape.at(-2)!, x.shape.at(-1)!]).select(0, i),
          ) as [Tensor, Tensor, Tensor];
          return scaledDotProductAttention(q, k, v).unsqueeze(0);
        });
        const all = attend({}, lead);
        expect(all.shape).toEqual([...lead, T1, E]);
        return [all.reshape([count, T1, E]), concat(alone, 0)];
      });
      expect(worst).toBeLessThan(1e-6);
    }
  });

  it('looks only where mask, lengths and causality allow it', async () => {
    const q = (): Tensor => zeros([1, 3, 2]);
    const v = (): Tensor => tensor([[[1], [10], [100], [1000]]]);
    const run = (options: () => AttentionOptions) =>
      evaluate(() => scaledDotProductAttention(q(), zeros([1, 4, 2]), v(), options()).flatten());
    const mask = (): Tensor =>
      tensor([
        [true, false, true, false],
        [false, true, false, false],
        [true, true, true, true],
      ]);
    expect(await run(() => ({ mask: mask() }))).toEqual(near([50.5, 10, 277.75]));
    expect(await run(() => ({ causal: true }))).toEqual(near([1, 5.5, 37]));
    expect(await run(() => ({ causal: true, queryOffset: 1 }))).toEqual(near([5.5, 37, 277.75]));
    const keyLengths = (): Tensor => tensor(Int32Array.of(2));
    expect(await run(() => ({ keyLengths: keyLengths() }))).toEqual(near([5.5, 5.5, 5.5]));
    expect(
      await run(() => ({ mask: mask(), causal: true, queryOffset: -1, keyLengths: keyLengths() })),
    ).toEqual([0, 0, near(5.5)]);
    const bias = (): Tensor => tensor([0, Math.log(3), -Infinity, -Infinity]);
    expect(await run(() => ({ bias: bias() }))).toEqual(near([7.75, 7.75, 7.75]));
  });

  it('scales the products', async () => {
    const worst = await difference(() => [
      attend({ scale: 0.3 }),
      scaledDotProductAttention(query(N, H).mul(0.6), key(N, H), value(N, H)),
    ]);
    expect(worst).toBeLessThan(1e-6);
  });

  it('gives zeros for a query that may attend to nothing', async () => {
    const nothing = {
      mask: () => zeros([T2], { dtype: 'bool' }),
      bias: () => full([T2], -Infinity),
    };
    for (const options of [
      () => ({ mask: nothing.mask() }),
      () => ({ bias: nothing.bias() }),
      () => ({ keyLengths: tensor(Int32Array.of(0, 0)) }),
      () => ({ causal: true, queryOffset: -T1 }),
    ]) {
      expect(await evaluate(() => attend(options()).abs().max())).toBe(0);
    }
    const none = () => scaledDotProductAttention(query(N), zeros([N, 0, D]), zeros([N, 0, E]));
    expect(await evaluate(() => none().flatten())).toEqual(
      Array.from({ length: N * T1 * E }, () => 0),
    );
  });

  it('shares the heads of key and value among groups of query heads', async () => {
    const worst = await difference(() => {
      const [q, k, v] = [query(N, 6), key(N, 2), value(N, 2)];
      const repeated = [k, v].map((x) =>
        concat(
          [0, 0, 0, 1, 1, 1].map((head) => x.narrow(1, head, 1)),
          1,
        ),
      ) as [Tensor, Tensor];
      return [scaledDotProductAttention(q, k, v), scaledDotProductAttention(q, ...repeated)];
    });
    expect(worst).toBeLessThan(1e-6);
  });

  it('repeats masks and lengths over further leading axes', async () => {
    const lead = [2, 2, 3];
    const worst = await difference(() => {
      const mask = rand([2, 1, 1, T1, T2], { seed: 4 }).greater(0.4);
      const keyLengths = tensor(Int32Array.of(7, 3));
      const valid = arange(0, T2).less(keyLengths.reshape([2, 1, 1, 1, 1]));
      const masks = logicalAnd(mask, valid);
      return [attend({ mask, keyLengths }, lead), attend({ mask: masks }, lead)];
    });
    expect(worst).toBe(0);
  });

  it('drops weights and keeps their mean', async () => {
    manualSeed(5);
    const q = (): Tensor => zeros([4, 50, 1]);
    const run = (dropout: number): Tensor =>
      scaledDotProductAttention(q(), zeros([4, 61, 1]), ones([4, 61, 1]), { dropout });
    const before = randomState().block;
    const values = (await evaluate(() => run(0.4).flatten())) as number[];
    expect(randomState().block - before).toBe(4 * 50 * 16);
    const step = 1 / 61 / 0.6;
    for (const x of values) expect(x / step).toBeCloseTo(Math.round(x / step), 3);
    const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
    expect(Math.abs(mean - 1)).toBeLessThan(0.02);
    expect(new Set(values).size).toBeGreaterThan(10);
    expect(await evaluate(() => run(1).abs().max())).toBe(0);
  });

  it('takes empty batches and no queries', async () => {
    expect(await evaluate(() => attend({}, [0, H]))).toEqual([]);
    const none = () => scaledDotProductAttention(zeros([N, 0, D]), key(N), value(N));
    expect(await evaluate(none)).toEqual([[], []]);
  });

  it('names what does not fit', () => {
    const run = (options: () => AttentionOptions, lead?: number[]) => () => attend(options(), lead);
    const attention =
      (...shapes: number[][]) =>
      () =>
        scaledDotProductAttention(
          ...(shapes.map((shape) => ones(shape)) as [Tensor, Tensor, Tensor]),
        );
    const cases: [argument: string, body: () => unknown][] = [
      ['query', attention([D], [T2, D], [T2, E])],
      ['key', attention([T1, D], [T2, D + 1], [T2, E])],
      ['key', attention([N, T1, D], [N + 1, T2, D], [N, T2, E])],
      ['value', attention([N, H, T1, D], [N, H, T2, D], [N, H, T2 + 1, E])],
      ['value', attention([N, H, T1, D], [N, H, T2, D], [N, 1, T2, E])],
      ['keyLengths', run(() => ({ keyLengths: arange(0, N + 1) }))],
      ['keyLengths', run(() => ({ keyLengths: arange(0, 1) }), [])],
      ['mask', run(() => ({ mask: ones([T1, T2 + 1], { dtype: 'bool' }) }))],
      ['bias', run(() => ({ bias: ones([N, H + 1, T1, T2]) }))],
      ['bias', run(() => ({ bias: ones([1, N, H, T1, T2]) }))],
    ];
    for (const [argument, body] of cases)
      expect(factsOf(ShapeError, body)).toMatchObject({ argument });
    expect(() => scope(run(() => ({ mask: ones([3, T2], { dtype: 'bool' }) })))).toThrow(
      'scaledDotProductAttention: expected mask to broadcast to [N, H, T1, T2] = [2, 3, 5, 7], received [3, 7]',
    );
    const heads = attention([N, 4, T1, D], [N, 3, T2, D], [N, 3, T2, E]);
    expect(factsOf(RangeFault, heads)).toMatchObject({ queryHeads: 4, keyHeads: 3 });
    expect(
      factsOf(
        DTypeError,
        run(() => ({ mask: ones([T2]) })),
      ),
    ).toMatchObject({
      received: 'float32',
    });
    expect(
      factsOf(
        DTypeError,
        run(() => ({ bias: arange(0, T2) })),
      ),
    ).toMatchObject({
      received: 'int32',
    });
    expect(
      factsOf(
        DTypeError,
        run(() => ({ keyLengths: ones([N]) })),
      ),
    ).toMatchObject({
      received: 'float32',
    });
    expect(
      factsOf(
        RangeFault,
        run(() => ({ dropout: 1.5 })),
      ),
    ).toEqual({ p: 1.5 });
    expect(
      factsOf(
        RangeFault,
        run(() => ({ queryOffset: 0.5 })),
      ),
    ).toEqual({ queryOffset: 0.5 });
  });
});

describe('attentionWeights', () => {
  it('are what the values are weighed with', async () => {
    for (const lead of [[], [3], [2, 3]]) {
      const options = (): AttentionOptions => ({
        mask: rand([T1, T2], { seed: 4 }).greater(0.4),
        bias: randn([T2], { seed: 5 }),
        causal: true,
        dropout: 0.3,
      });
      const worst = await difference(() => {
        manualSeed(9);
        const weights = attentionWeights(query(...lead), key(...lead), options());
        expect(weights.shape).toEqual([...lead, T1, T2]);
        manualSeed(9);
        return [weights.matmul(value(...lead)), attend(options(), lead)];
      });
      expect(worst).toBeLessThan(1e-6);
    }
  });
});
