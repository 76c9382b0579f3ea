import { backward, Parameter } from '@rondo/autograd';
import { cpu } from '@rondo/backend-cpu';
import { own } from '@rondo/golden';
import { rand, scope, ShapeError, tensor, useBackend, type Tensor } from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { gradCheckModule } from '../grad-check-module.ts';
import type { Layer } from '../sequential.ts';
import { Sequential } from '../sequential.ts';
import {
  AdaptiveAvgPool1d,
  AdaptiveAvgPool2d,
  AdaptiveMaxPool3d,
  AvgPool1d,
  AvgPool2d,
  AvgPool3d,
  MaxPool1d,
  MaxPool2d,
  MaxPool3d,
} from './index.ts';

useBackend(cpu());

/** Numbers far enough apart that a small change leaves the order as it is. */
function apart(shape: readonly number[]): Tensor {
  const count = shape.reduce((a, b) => a * b);
  const data = Float32Array.from({ length: count }, (_, i) => (((i * 37) % count) / count) * 4 - 2);
  return own(tensor(data, { shape }));
}

describe('gradients', () => {
  const layers: readonly (readonly [layer: Layer, shape: readonly number[]])[] = [
    [new MaxPool1d(3, { padding: 1, stride: 2, ceilMode: true }), [2, 3, 7]],
    [new MaxPool2d([2, 3], { dilation: [2, 1] }), [2, 3, 5, 7]],
    [new MaxPool3d(2, { stride: 1 }), [1, 2, 3, 4, 5]],
    [new AvgPool1d(3, { padding: 1, countIncludePad: false }), [3, 7]],
    [new AvgPool2d([3, 2], { stride: 2, padding: 1, ceilMode: true }), [2, 3, 5, 7]],
    [new AvgPool3d(2, { divisorOverride: 3 }), [1, 2, 3, 4, 5]],
    [new AdaptiveAvgPool1d(3), [2, 3, 7]],
    [new AdaptiveAvgPool2d([4, null]), [2, 3, 7, 3]],
    [new AdaptiveMaxPool3d([1, 3, 2]), [1, 2, 3, 4, 5]],
  ];
  it.each(layers)('of layer %#', async (layer, shape) => {
    const x = apart(shape);
    await gradCheckModule(layer, (input) => scope(() => layer.forward(input)), [x]);
  });

  it('of equal numbers go to the first', async () => {
    const x = own(
      new Parameter(
        tensor([
          [
            [1, 3, 3],
            [3, 2, 3],
          ],
        ]),
      ),
    );
    own(backward(() => scope(() => new MaxPool2d(2, { stride: 1 }).forward(x).sum())));
    expect(await x.grad!.array()).toEqual([
      [
        [0, 2, 0],
        [0, 0, 0],
      ],
    ]);
  });
});

it('stands in a Sequential, whose errors name it', () => {
  const model = own(new Sequential(new MaxPool2d(2), new AdaptiveAvgPool2d(1)));
  const [image, line] = [own(rand([3, 5, 7])), own(rand([5, 7]))];
  expect(own(model.forward(image)).shape).toEqual([3, 1, 1]);
  expect(() => model.forward(line)).toThrow(ShapeError);
  expect(() => model.forward(line)).toThrow(
    /MaxPool2d \(in layers\.0\).*expected x \[N, C, H, W\]/,
  );
});
