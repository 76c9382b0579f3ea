import { Parameter } from '@rondo/autograd';
import { cpu } from '@rondo/backend-cpu';
import { own } from '@rondo/golden';
import {
  manualSeed,
  memory,
  randomState,
  ShapeError,
  useBackend,
  zeros,
  type Tensor,
} from '@rondo/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as init from './index.ts';

useBackend(cpu());
manualSeed(12);

async function moments(x: Tensor): Promise<{ mean: number; deviation: number; largest: number }> {
  const data = [...(await x.data())];
  const mean = data.reduce((a, b) => a + b, 0) / data.length;
  const variance = data.reduce((sum, value) => sum + (value - mean) ** 2, 0) / data.length;
  return { mean, deviation: Math.sqrt(variance), largest: Math.max(...data.map(Math.abs)) };
}

// A weight of 60 inputs and 120 outputs with a kernel of 2: fanIn 120, fanOut 240.
const shape = [120, 60, 2];

describe('init', () => {
  it.each([
    ['uniform', () => init.uniform(shape, -2, 2), 4 / Math.sqrt(12), 2],
    [
      'xavierUniform',
      () => init.xavierUniform(shape, 3),
      3 * Math.sqrt(2 / 360),
      3 * Math.sqrt(6 / 360),
    ],
    ['kaimingUniform', () => init.kaimingUniform(shape), Math.sqrt(2 / 120), Math.sqrt(6 / 120)],
    [
      'kaimingUniform as Linear has it',
      () => init.kaimingUniform(shape, { slope: Math.sqrt(5) }),
      Math.sqrt(1 / 360),
      Math.sqrt(1 / 120),
    ],
  ])('%s has its deviation and bound', async (_name, make, deviation, bound) => {
    const found = await moments(make());
    expect(found.mean).toBeCloseTo(0, 1);
    expect(found.deviation / deviation).toBeCloseTo(1, 1);
    expect(found.largest / bound).toBeGreaterThan(0.99);
    expect(found.largest / bound).toBeLessThan(1.000_001);
  });

  it.each([
    ['normal', () => init.normal(shape, 5, 0.1), 5, 0.1],
    ['xavierNormal', () => init.xavierNormal(shape), 0, Math.sqrt(2 / 360)],
    [
      'kaimingNormal',
      () => init.kaimingNormal(shape, { mode: 'fanOut', nonlinearity: 'tanh' }),
      0,
      5 / 3 / Math.sqrt(240),
    ],
  ])('%s has its mean and deviation', async (_name, make, mean, deviation) => {
    const found = await moments(make());
    expect(found.mean).toBeCloseTo(mean, 1);
    expect(found.deviation / deviation).toBeCloseTo(1, 1);
  });

  it('overwrites a parameter in place', async () => {
    const before = memory();
    const parameter = new Parameter(init.zeros([2, 3]));
    expect(init.constant(parameter, 4)).toBe(parameter);
    expect(await parameter.array()).toEqual([
      [4, 4, 4],
      [4, 4, 4],
    ]);
    init.ones(parameter);
    expect(await parameter.array()).toEqual([
      [1, 1, 1],
      [1, 1, 1],
    ]);
    init.xavierUniform(parameter);
    expect(new Set(await parameter.data()).size).toBe(6);
    parameter.dispose();
    expect(memory()).toEqual(before);
  });

  it.each([
    ['constant', (target: Parameter) => init.constant(target, 2)],
    ['uniform', (target: Parameter) => init.uniform(target)],
    ['normal', (target: Parameter) => init.normal(target)],
    ['xavierUniform', (target: Parameter) => init.xavierUniform(target)],
    ['xavierNormal', (target: Parameter) => init.xavierNormal(target)],
    ['kaimingUniform', (target: Parameter) => init.kaimingUniform(target)],
    ['kaimingNormal', (target: Parameter) => init.kaimingNormal(target)],
    ['orthogonal', (target: Parameter) => init.orthogonal(target)],
    ['truncNormal', (target: Parameter) => init.truncNormal(target)],
    ['eye', (target: Parameter) => init.eye(target)],
    ['sparse', (target: Parameter) => init.sparse(target, 0.4)],
  ])('%s overwrites a parameter where it is, whatever the current backend', async (_name, fill) => {
    const backend = cpu();
    const parameter = own(new Parameter(zeros([2, 3], { backend })));
    fill(parameter);
    expect(parameter.storage.backend).toBe(backend);
    expect((await parameter.data()).some((value) => value !== 0)).toBe(true);
  });

  it('makes orthonormal rows or columns, whichever are fewer', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 12 }),
        async (m, n) => {
          const q = init.orthogonal([m, n], 2);
          const product = m <= n ? q.matmul(q.transpose(0, 1)) : q.transpose(0, 1).matmul(q);
          const data = await product.data();
          for (const [i, value] of data.entries()) {
            const isDiagonal = i % (Math.min(m, n) + 1) === 0;
            expect(value).toBeCloseTo(isDiagonal ? 4 : 0, 5);
          }
        },
      ),
    );
  });

  it('draws from the global stream', async () => {
    manualSeed(3);
    const first = await init.orthogonal([3, 5]).data();
    expect(randomState().block).toBe(4);
    const second = await init.orthogonal([3, 5]).data();
    manualSeed(3);
    expect(await init.orthogonal([3, 5]).data()).toEqual(first);
    expect(second).not.toEqual(first);
  });

  it('refuses weights without inputs and outputs', () => {
    for (const make of [init.xavierUniform, init.kaimingNormal, init.orthogonal, init.eye]) {
      expect(() => make([3])).toThrow(ShapeError);
    }
  });
});
