import { describe, expect, it } from 'vitest';
import { memory, scope, ShapeError, tensor, zeros, type Tensor } from '@rondo/tensor';
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

  it.each([
    ['a window', (x: Tensor) => x.narrow(0, 0, 2)],
    ['the whole', (x: Tensor) => x.detach()],
    ['another shape', (x: Tensor) => x.reshape([2, 2])],
  ])('made of a view, %s, leaves the tensor behind it alone', async (_name, view) => {
    const x = tensor([1, 2, 3, 4]);
    const parameter = new Parameter(view(x));
    parameter.assign(scope(() => parameter.mul(9)));
    expect(await x.array()).toEqual([1, 2, 3, 4]);
    parameter.dispose();
    x.dispose();
  });

  it('does not share values with another parameter', async () => {
    const a = new Parameter(tensor([1, 2]));
    const b = new Parameter(a.detach());
    b.assign(tensor([7, 7]));
    expect(await a.array()).toEqual([1, 2]);
    a.dispose();
    b.dispose();
  });

  it('holds no more memory than it needs, and copies nothing that is its own', () => {
    const before = memory();
    const large = zeros([1000]);
    const window = large.narrow(0, 5, 3);
    large.dispose();
    const parameter = new Parameter(window);
    expect(memory().bytes - before.bytes).toBe(12);
    const values = tensor([1, 2]);
    const { buffer } = values;
    const other = new Parameter(values);
    expect(other.buffer).toBe(buffer);
    parameter.dispose();
    other.dispose();
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

  it('takes its own values in another order', async () => {
    const parameter = new Parameter(tensor([1, 2, 3, 4, 5]));
    scope(() => parameter.assign(parameter.flip(0)));
    expect(await parameter.array()).toEqual([5, 4, 3, 2, 1]);
    parameter.dispose();
  });
});
