import { describe, expect, it } from 'vitest';
import { memory, scope, ShapeError, tensor } from '@rondo/tensor';
import { Parameter } from './parameter.ts';

describe('Parameter', () => {
  it('outlives the scope that made it and uses up the values it was made of', async () => {
    const before = memory();
    const parameter = scope(() => ({
      parameter: new Parameter(
        tensor([
          [1, 2],
          [3, 4],
        ]).transpose(0, 1),
      ),
    })).parameter;
    expect(await parameter.array()).toEqual([
      [1, 3],
      [2, 4],
    ]);
    expect(memory().tensors - before.tensors).toBe(1);
    parameter.dispose();
    expect(memory()).toEqual(before);
  });

  it('takes new values of its shape in place', async () => {
    const parameter = new Parameter(tensor([1, 2, 3]));
    const { buffer } = parameter;
    parameter.assign(tensor([4, 5, 6]));
    expect(parameter.buffer).toBe(buffer);
    expect(await parameter.array()).toEqual([4, 5, 6]);
    expect(() => parameter.assign(tensor([1]))).toThrow(
      expect.objectContaining({
        name: ShapeError.name,
        facts: expect.objectContaining({ expected: [3], received: [1] }),
      }),
    );
    parameter.dispose();
  });
});
