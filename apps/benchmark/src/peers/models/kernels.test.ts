import {
  encoderLayerParameters,
  fill,
  float,
  integer,
  numbered,
  type EncoderLayerWorkload,
} from '@rondo/workloads';
import { describe, expect, it } from 'vitest';
import { gradientOf, kernelsOf, trainedNames } from './kernels.ts';

const sizes = { batch: 2, length: 3, dModel: 6, heads: 2, feedForward: 5 };
const workload: EncoderLayerWorkload = {
  kind: 'encoder_layer',
  name: 'test',
  tolerance: 0,
  tensors: numbered([
    float('x', [2, 3, 6]),
    integer('ids', [4], 9),
    float('weight_hh_l0', [9, 3], { gradient: true }),
    ...encoderLayerParameters('', sizes, true),
  ]),
  backward: true,
  ...sizes,
};

describe('kernelsOf', () => {
  const kernels = kernelsOf(workload);

  it('turns the weights of linear and recurrent layers to [inputs, outputs]', () => {
    const original = fill(workload.tensors.find(({ name }) => name === 'linear1.weight')!);
    const kernel = kernels.get('linear1.weight')!;
    expect(kernel.shape).toEqual([6, 5]);
    expect(kernel.data[2 * 5 + 4]).toBe(original[4 * 6 + 2]);
    expect(kernels.get('weight_hh_l0')!.shape).toEqual([3, 9]);
  });

  it('cuts the joint projection of attention into three layers', () => {
    const original = fill(
      workload.tensors.find(({ name }) => name === 'self_attn.in_proj_weight')!,
    );
    const values = kernels.get('self_attn.in_proj_weight.v')!;
    expect(values.shape).toEqual([6, 6]);
    expect(values.data[1 * 6 + 5]).toBe(original[(2 * 6 + 5) * 6 + 1]);
    expect(kernels.get('self_attn.in_proj_bias.k')!.shape).toEqual([6]);
    expect(kernels.has('self_attn.in_proj_weight')).toBe(false);
  });

  it('leaves all else as it is', () => {
    expect(kernels.get('x')).toEqual({
      shape: [2, 3, 6],
      data: fill(workload.tensors[0]!),
      trained: false,
    });
    expect(kernels.get('ids')!.data).toBeInstanceOf(Int32Array);
    expect(kernels.get('norm1.weight')!.trained).toBe(true);
  });
});

describe('gradientOf', () => {
  it('puts what kernelsOf took apart together again', () => {
    const kernels = kernelsOf(workload);
    for (const name of trainedNames(workload)) {
      const spec = workload.tensors.find((tensor) => tensor.name === name)!;
      const values = gradientOf(
        workload,
        name,
        (kernel) => kernels.get(kernel)!.data as Float32Array,
      );
      expect({ name, values }).toEqual({ name, values: fill(spec) });
    }
  });

  it('says which tensor is none', () => {
    expect(() => gradientOf(workload, 'nothing', () => new Float32Array())).toThrow(
      'test has no tensor nothing',
    );
  });
});
