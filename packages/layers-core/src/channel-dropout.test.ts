import { cpu } from '@rondo/backend-cpu';
import { own } from '@rondo/golden';
import { manualSeed, memory, ones, RangeFault, randn, scope, useBackend } from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { Dropout1d, Dropout2d, Dropout3d } from './channel-dropout.ts';
import { gradCheckModule } from './grad-check-module.ts';

useBackend(cpu());

const layers = [
  ['Dropout1d', Dropout1d, [40, 30, 3]],
  ['Dropout2d', Dropout2d, [40, 30, 3, 2]],
  ['Dropout3d', Dropout3d, [40, 30, 1, 3, 2]],
] as const;

describe.each(layers)('%s', (_name, Layer, shape) => {
  it('drops about p of the channels, whole, and scales the others', async () => {
    manualSeed(1);
    const y = scope(() => new Layer(0.25).forward(ones(shape)).reshape([40 * 30, -1]));
    const rows = (await y.array()) as number[][];
    y.dispose();
    const kept = Math.fround(1 / 0.75);
    for (const row of rows) expect([0, kept]).toContain(row[0]);
    for (const row of rows) expect(new Set(row).size).toBe(1);
    const dropped = rows.filter(([first]) => first === 0).length / rows.length;
    expect(dropped).toBeCloseTo(0.25, 1);
  });

  it('leaves x alone in evaluation and without probability', () => {
    const x = ones(shape);
    expect(new Layer(0.9).eval().forward(x)).toBe(x);
    expect(new Layer(0).forward(x)).toBe(x);
  });

  it('refuses other axes and what is no probability', () => {
    expect(() => new Layer().forward(ones([2, 3]))).toThrow(/expected x \[N, C, /);
    expect(() => new Layer(1.5)).toThrow(RangeFault);
    expect(() => new Layer(1.5)).toThrow(new RegExp(Layer.name));
  });
});

it('Dropout1d passes the gradients of the channels that stayed, and leaks nothing', async () => {
  const before = memory();
  const layer = own(new Dropout1d(0.5));
  const x = randn([3, 4, 5]);
  const forward = (value = x) => {
    manualSeed(7);
    return layer.forward(value);
  };
  expect(await gradCheckModule(layer, forward, [x])).toBeLessThan(1e-3);
  x.dispose();
  expect(memory()).toEqual(before);
});
