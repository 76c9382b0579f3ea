import { cpu } from '@rondo/backend-cpu';
import { DTypeError, ShapeError, tensor, useBackend, zeros } from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { fromTorchMasks, fromTorchTransformerMasks } from './torch-masks.ts';

useBackend(cpu());

const blocked = () =>
  tensor([
    [false, true, true],
    [false, false, true],
  ]);
const padding = () => tensor([[false, false, true]]);

describe('fromTorchMasks', () => {
  it('turns what is blocked into what is allowed', async () => {
    const { mask, bias } = fromTorchMasks({ attnMask: blocked() }, 2);
    expect(await mask!.array()).toEqual([
      [
        [
          [true, false, false],
          [true, true, false],
        ],
      ],
    ]);
    expect(bias).toBeUndefined();
    expect(fromTorchMasks({ isCausal: true }, 2)).toEqual({ causal: true });
  });

  it('joins both masks, of truth values or of numbers', async () => {
    const three = tensor([
      [[false, true, false]],
      [[true, false, false]],
      [[false, false, false]],
      [[true, true, true]],
    ]);
    const padded = tensor([
      [false, false, true],
      [true, false, false],
    ]);
    const { mask } = fromTorchMasks({ attnMask: three, keyPaddingMask: padded }, 2);
    expect(await mask!.array()).toEqual([
      [[[true, false, false]], [[false, true, false]]],
      [[[false, true, true]], [[false, false, false]]],
    ]);
    const [attnMask, keyPaddingMask] = [tensor([[1], [2]]), tensor([[0, -Infinity]])];
    const numbers = fromTorchMasks({ attnMask, keyPaddingMask }, 2);
    expect(numbers.mask).toBeUndefined();
    expect(await numbers.bias!.array()).toEqual([
      [
        [
          [1, -Infinity],
          [2, -Infinity],
        ],
      ],
    ]);
    const mixed = fromTorchMasks({ attnMask, keyPaddingMask: padding() }, 2);
    expect([mixed.bias!.shape, mixed.mask!.shape]).toEqual([
      [1, 1, 2, 1],
      [1, 1, 1, 3],
    ]);
  });

  it('refuses masks that PyTorch refuses', () => {
    expect(() => fromTorchMasks({ attnMask: zeros([5, 2, 3]) }, 2)).toThrow(
      /expected attnMask \[T1, T2\] or \[N·heads, T1, T2\] with heads = 2, received \[5, 2, 3\]/,
    );
    expect(() => fromTorchMasks({ keyPaddingMask: zeros([3]) }, 2)).toThrow(ShapeError);
    const bytes = zeros([2, 3], { dtype: 'int32' });
    expect(() => fromTorchMasks({ attnMask: bytes }, 2)).toThrow(DTypeError);
  });
});

describe('fromTorchTransformerMasks', () => {
  it('gives each mask its place', () => {
    const { causal, ...masks } = fromTorchTransformerMasks(
      {
        srcKeyPaddingMask: zeros([2, 5], { dtype: 'bool' }),
        tgtMask: zeros([4, 4]),
        memoryMask: zeros([4, 5], { dtype: 'bool' }),
        memoryKeyPaddingMask: zeros([2, 5]),
        tgtIsCausal: true,
      },
      2,
    );
    const found = Object.entries(masks).flatMap(([name, mask]) =>
      mask && 'shape' in mask ? [[name, [mask.dtype, ...mask.shape]]] : [],
    );
    expect(Object.fromEntries(found)).toEqual({
      memoryBias: ['float32', 2, 1, 1, 5],
      memoryMask: ['bool', 1, 1, 4, 5],
      sourceMask: ['bool', 2, 1, 1, 5],
      targetBias: ['float32', 1, 1, 4, 4],
    });
    expect(causal).toBe(true);
  });
});
