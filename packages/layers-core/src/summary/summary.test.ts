import { backward, Parameter } from '@rondo/autograd';
import { cpu } from '@rondo/backend-cpu';
import { own } from '@rondo/golden';
import {
  keep,
  memory,
  ones,
  randn,
  randomState,
  tensor,
  useBackend,
  zeros,
  type Tensor,
} from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { Dropout } from '../dropout.ts';
import { Embedding } from '../embedding.ts';
import { LayerNorm } from '../layer-norm.ts';
import { Linear } from '../linear.ts';
import { Module } from '../module.ts';
import { Sequential } from '../sequential.ts';
import { summary } from './summary.ts';

useBackend(cpu());

/** A language model without memory: the output layer shares the embedding's rows. */
class Tied extends Module {
  readonly embedding = new Embedding(11, 5);
  readonly norm = new LayerNorm(5);
  readonly dropout = new Dropout(0.5);
  readonly output = new Linear(5, 11, { weight: this.embedding.weight });
  readonly scale = new Parameter(ones([5]));
  readonly mean = keep(zeros([5]));

  forward(tokens: Tensor): { output: Tensor; parts: { features: Tensor } } {
    const features = this.norm.forward(this.embedding.forward(tokens).sub(this.mean));
    return {
      output: this.output.forward(this.dropout.forward(features.mul(this.scale))),
      parts: { features },
    };
  }
}

describe('summary', () => {
  it('of a Linear: y = x Wᵀ + b', () => {
    const found = summary(own(new Linear(3, 5)), [randn([2, 7, 3])]);
    // 14 rows of 5 sums of 3 products, and the bias.
    const flops = 14 * 5 * (2 * 3 + 1);
    expect(found.rows).toEqual([
      {
        path: '',
        name: 'Linear',
        outputs: { '': [2, 7, 5] },
        trainable: 20,
        frozen: 0,
        tied: 0,
        buffers: 0,
        flops,
      },
    ]);
    expect([found.parameters, found.parameterBytes, found.flops]).toEqual([20, 80, flops]);
  });

  it('counts shared parameters once, frozen ones and buffers apart, and each op where it belongs', () => {
    const model = own(new Tied());
    model.norm.requiresGrad(false);
    const found = summary(model, [tensor([[1, 2, 3]], { dtype: 'int32' })]);
    const rows = Object.fromEntries(found.rows.map((row) => [row.path, row]));
    expect(Object.keys(rows)).toEqual(['', 'embedding', 'norm', 'dropout', 'output']);
    expect(rows['']).toMatchObject({ trainable: 5, buffers: 5, flops: 15 + 15 });
    expect(rows['']!.outputs).toEqual({ output: [1, 3, 11], 'parts.features': [1, 3, 5] });
    expect(rows['embedding']).toMatchObject({ trainable: 55, tied: 0, flops: 0 });
    expect(rows['norm']).toMatchObject({ trainable: 0, frozen: 10, flops: 15 * 7 + 3 * 4 });
    expect(rows['dropout']).toMatchObject({ outputs: { '': [1, 3, 5] }, flops: 0 });
    expect(rows['output']).toMatchObject({ trainable: 11, tied: 55, flops: 3 * 11 * 11 });
    expect(found).toMatchObject({
      parameters: model.parameterCount(),
      trainable: 71,
      frozen: 10,
      buffers: 5,
      parameterBytes: 4 * 81,
      flops: 30 + 117 + 363,
    });
  });

  it('adds up the calls of a module that runs twice', () => {
    class Twice extends Module {
      readonly layer = new Linear(3, 3);

      forward(x: Tensor): Tensor {
        return this.layer.forward(this.layer.forward(x));
      }
    }
    expect(summary(own(new Twice()), [randn([2, 3])]).flops).toBe(2 * (6 * 7));
  });

  it('works without inputs, and with a function for another method than forward', () => {
    const model = own(new Sequential(new Linear(3, 5), (x) => x.tanh(), new Linear(5, 2)));
    expect(summary(model).flops).toBeUndefined();
    expect(String(summary(model))).toBe(
      [
        'module    class       parameters',
        '--------  ----------  ----------',
        '(model)   Sequential           0',
        'layers.0  Linear              20',
        'layers.2  Linear              12',
        '32 parameters (128 B)',
      ].join('\n'),
    );
    const part = summary(model, () => (model.layers[0] as Linear).forward(randn([1, 3])));
    expect(part.flops).toBe(35);
    expect(part.rows.map(({ outputs }) => outputs)).toEqual([undefined, { '': [1, 5] }, undefined]);
  });

  it('is a table whose columns stand below each other', () => {
    const model = own(new Sequential(new Linear(300, 500), (x) => x.relu(), new Linear(500, 2)));
    model.layers.forEach(
      (layer) => layer instanceof Linear && layer.requiresGrad(layer.outFeatures > 2),
    );
    expect(String(summary(model, [zeros([7, 300])]))).toBe(
      [
        'module    class       output      parameters      FLOPs',
        '--------  ----------  --------  ------------  ---------',
        '(model)   Sequential  [7, 2]               0      3,500',
        'layers.0  Linear      [7, 500]       150,500  2,103,500',
        'layers.2  Linear      [7, 2]    1,002 frozen     14,014',
        '151,502 parameters (606.0 kB), 150,500 trained and 1,002 frozen',
        '2,121,014 FLOPs forward; a multiply-add counts as 2',
      ].join('\n'),
    );
  });

  it('leaves the model, its mode, the random numbers, gradients and memory as they were', async () => {
    const model = own(new Tied());
    model.norm.eval();
    const tokens = tensor([[1, 2]], { dtype: 'int32' });
    const [state, before] = [randomState(), memory()];
    const values = await model.norm.weight!.data();
    let flops: number | undefined;
    backward(() => {
      flops = summary(model, [tokens]).flops;
      return model.scale.sum();
    }).dispose();
    model.scale.clearGrad();
    expect(flops).toBeGreaterThan(0);
    expect([model.training, model.norm.training, model.dropout.training]).toEqual([
      true,
      false,
      true,
    ]);
    expect(randomState()).toEqual(state);
    expect(memory()).toEqual(before);
    expect(await model.norm.weight!.data()).toEqual(values);
    expect(model.parameters().every(({ grad }) => grad === undefined)).toBe(true);
  });

  it('lets the error of a run through, with the mode put back', () => {
    const model = own(new Sequential(new Linear(3, 5)));
    expect(() => summary(model, [zeros([4])])).toThrow(/Linear \(in layers\.0\): expected x/);
    expect(model.training).toBe(true);
  });
});
