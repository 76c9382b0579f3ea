import { cpu } from '@rondo/backend-cpu';
import { own } from '@rondo/golden';
import {
  conv1d,
  manualSeed,
  memory,
  pad,
  randn,
  RangeFault,
  scope,
  ShapeError,
  tensor,
  useBackend,
} from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { Conv1d, Conv2d, Conv3d } from './conv.ts';
import { gradCheckModule } from './grad-check-module.ts';
import { init } from './index.ts';

useBackend(cpu());
manualSeed(25);

describe('Conv', () => {
  it.each([
    ['Conv1d', () => new Conv1d(4, 6, 3, { stride: 2, padding: 1, groups: 2 }), [2, 4, 7]],
    ['Conv1d without bias', () => new Conv1d(3, 2, 2, { bias: false, dilation: 2 }), [2, 3, 5]],
    ['Conv2d', () => new Conv2d(2, 3, [3, 2], { padding: 'same' }), [2, 2, 4, 5]],
    [
      'Conv2d, circular',
      () => new Conv2d(2, 3, 2, { padding: 1, paddingMode: 'circular' }),
      [1, 2, 3, 4],
    ],
    [
      'Conv2d, reflect',
      () => new Conv2d(1, 2, 2, { padding: [2, 1], paddingMode: 'reflect' }),
      [1, 1, 3, 4],
    ],
    [
      'Conv3d, replicate',
      () => new Conv3d(1, 2, 2, { padding: 'same', paddingMode: 'replicate' }),
      [1, 1, 2, 3, 2],
    ],
  ])('%s has the gradients of difference quotients', async (_name, make, shape) => {
    const layer = own(make());
    const x = randn(shape);
    expect(await gradCheckModule(layer, (value) => layer.forward(value), [x])).toBeLessThan(3e-3);
  });

  it("has PyTorch's names and shapes, and starts from U(-1/√fan, 1/√fan)", async () => {
    const layer = own(new Conv2d(8, 60, [5, 3], { groups: 4 }));
    expect(Object.entries(layer.stateDict()).map(([name, { shape }]) => [name, shape])).toEqual([
      ['weight', [60, 2, 5, 3]],
      ['bias', [60]],
    ]);
    for (const parameter of layer.parameters()) {
      const largest = Math.max(...(await parameter.data()).map(Math.abs));
      expect(largest).toBeLessThanOrEqual(1 / Math.sqrt(30));
      expect(largest).toBeGreaterThan(0.9 / Math.sqrt(30));
    }
    expect(Object.keys(own(new Conv1d(1, 1, 1, { bias: false })).stateDict())).toEqual(['weight']);
  });

  it('passes its input on with a kernel of dirac', async () => {
    const layer = own(new Conv2d(4, 4, 3, { padding: 'same', groups: 2, bias: false }));
    init.dirac(layer.weight, 2);
    const x = randn([2, 4, 3, 5]);
    expect(await layer.forward(x).data()).toEqual(await x.data());
  });

  it('pads each side as told: nothing of the future with all of it before', async () => {
    const layer = own(new Conv1d(1, 1, 3, { padding: [[2, 0]], bias: false }));
    init.ones(layer.weight);
    expect(await layer.forward(tensor([[[1, 2, 3, 4]]])).array()).toEqual([[[1, 3, 6, 9]]]);
    const x = randn([1, 1, 5]);
    const y = conv1d(pad(x, [[2, 0]]), layer.weight);
    expect(await layer.forward(x).data()).toEqual(await y.data());
  });

  it.each([
    ['zeros', [0, 0, 1, 2, 3, 4, 0, 0]],
    ['reflect', [3, 2, 1, 2, 3, 4, 3, 2]],
    ['replicate', [1, 1, 1, 2, 3, 4, 4, 4]],
    ['circular', [3, 4, 1, 2, 3, 4, 1, 2]],
  ] as const)('%s around [1, 2, 3, 4]', async (paddingMode, expected) => {
    const layer = own(new Conv1d(1, 1, 1, { padding: 2, paddingMode, bias: false }));
    init.ones(layer.weight);
    expect(await layer.forward(tensor([[[1, 2, 3, 4]]])).data()).toEqual(
      Float32Array.from(expected),
    );
  });

  it('takes an empty batch', () => {
    expect(own(new Conv1d(2, 3, 2)).forward(randn([0, 2, 4])).shape).toEqual([0, 3, 3]);
  });

  it.each([
    ['groups that do not divide', () => new Conv1d(4, 6, 3, { groups: 4 }), /groups to divide/],
    ['a kernel of 0', () => new Conv1d(4, 6, 0), /Conv1d: expected kernelSize/],
    ['too many strides', () => new Conv1d(4, 6, 3, { stride: [1, 2] }), /stride .* each of 1 axes/],
    ['padding below 0', () => new Conv2d(4, 6, 3, { padding: -1 }), /Conv2d: padding must be/],
    ["'same' with a stride", () => new Conv2d(4, 6, 3, { padding: 'same', stride: 2 }), /stride 1/],
  ])('refuses %s', (_name, make, message) => {
    expect(make).toThrow(RangeFault);
    expect(make).toThrow(message);
  });

  it('refuses other channels, other axes, and less than a kernel', () => {
    const layer = own(new Conv2d(3, 2, 4));
    expect(() => layer.forward(randn([2, 4, 5, 5]))).toThrow(
      /Conv2d: expected x \[N, inChannels, H, W\] with inChannels = 3/,
    );
    expect(() => layer.forward(randn([3, 5, 5]))).toThrow(ShapeError);
    expect(() => layer.forward(randn([1, 3, 3, 5]))).toThrow(/kernel of \[4, 4\] does not fit/);
    const mirrored = own(new Conv1d(1, 1, 3, { padding: 4, paddingMode: 'reflect' }));
    expect(() => mirrored.forward(randn([1, 1, 4]))).toThrow(/reflect padding of 4 needs more/);
  });

  it('leaks nothing', () => {
    const before = memory();
    const layer = new Conv1d(2, 3, 4, { padding: 'same', paddingMode: 'reflect' });
    scope(() => {
      layer.forward(randn([2, 2, 6]));
    });
    layer.dispose();
    expect(memory()).toEqual(before);
  });
});
