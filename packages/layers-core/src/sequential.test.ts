import { backward } from '@rondo/autograd';
import { cpu } from '@rondo/backend-cpu';
import { own } from '@rondo/golden';
import {
  manualSeed,
  memory,
  randn,
  RangeFault,
  scope,
  tanh,
  tensor,
  useBackend,
  type Tensor,
} from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { gradCheckModule } from './grad-check-module.ts';
import { Linear } from './linear.ts';
import { Module } from './module.ts';
import { Sequential } from './sequential.ts';

useBackend(cpu());

describe('Sequential', () => {
  it('names its layers by position, functions counted, as PyTorch does', () => {
    const model = own(
      new Sequential(new Linear(2, 3), tanh, new Sequential(new Linear(3, 1, { bias: false }))),
    );
    expect(Object.keys(model.stateDict())).toEqual(['0.weight', '0.bias', '2.0.weight']);
  });

  it('is added to, iterated over and indexed from both ends', () => {
    const [first, last] = [new Linear(2, 3), new Linear(3, 1, { bias: false })];
    const model = own(new Sequential(first)).append(tanh, last);
    expect([...model]).toEqual([first, tanh, last]);
    expect(model).toHaveLength(3);
    expect([model.at(0), model.at(-1)]).toEqual([first, last]);
    expect(() => model.at(3)).toThrow(RangeFault);
    expect(Object.keys(model.stateDict())).toEqual(['0.weight', '0.bias', '2.weight']);
    expect(model.forward(randn([4, 2])).shape).toEqual([4, 1]);
  });

  it('frees what stands between its layers, and nothing of x', () => {
    const x = randn([4, 2]);
    const before = memory();
    const y = new Sequential(tanh, tanh, tanh).forward(x);
    expect(memory().tensors).toBe(before.tensors + 1);
    y.dispose();
    expect(new Sequential().forward(x)).toBe(x);
    expect(x.isDisposed).toBe(false);
  });

  it('says which step gave no tensor, and what it gave', () => {
    class Cell extends Module {
      forward(x: Tensor): { output: Tensor; hidden: Tensor } {
        return { output: x, hidden: x };
      }
    }
    const nothing = (): undefined => undefined;
    const x = randn([2, 3]);
    const cell = new Sequential(tanh, new Cell() as never, tanh);
    expect(() => cell.forward(x)).toThrow(
      'Sequential: step 1 (Cell) gave an object with output, hidden, where the next step needs a tensor; put it in a Module of its own',
    );
    expect(() => new Sequential(nothing as never).forward(x)).toThrow(
      'Sequential: step 0 (function nothing) gave undefined, where',
    );
  });

  it('has the gradients of difference quotients', async () => {
    const model = own(new Sequential(new Linear(3, 5), tanh, new Linear(5, 2)));
    expect(await gradCheckModule(model, (x) => model.forward(x), [randn([4, 3])])).toBeLessThan(
      1e-3,
    );
  });

  it('learns exclusive or, from three seeds, without growing', async () => {
    const x = tensor([
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ]);
    const y = tensor([[0], [1], [1], [0]]);
    for (const seed of [1, 2, 3]) {
      manualSeed(seed);
      const model = own(new Sequential(new Linear(2, 8), tanh, new Linear(8, 1)));
      let used;
      for (let step = 0; step < 400; step++) {
        backward(() => model.forward(x).sub(y).square().mean()).dispose();
        scope(() => {
          for (const parameter of model.parameters()) {
            parameter.assign(parameter.sub(parameter.grad!.mul(0.3)));
            parameter.clearGrad();
          }
        });
        used ??= memory();
      }
      expect(memory()).toEqual(used);
      const rounded = scope(() => model.forward(x).greater(0.5));
      expect(await rounded.array()).toEqual([[false], [true], [true], [false]]);
    }
  });
});
