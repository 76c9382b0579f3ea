import { backward, customOp } from '@rondo/autograd';
import { cpu } from '@rondo/backend-cpu';
import { own } from '@rondo/golden';
import {
  manualSeed,
  memory,
  ones,
  RangeFault,
  scope,
  tanh,
  useBackend,
  type Tensor,
} from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { freeze, unfreeze } from './freeze.ts';
import { Linear } from './linear.ts';
import { Module } from './module.ts';
import { Sequential } from './sequential.ts';
import { summary } from './summary/index.ts';

useBackend(cpu());
manualSeed(8);

class Model extends Module {
  readonly features = new Sequential(new Linear(3, 64), tanh, new Linear(64, 64), tanh);
  readonly head = new Linear(64, 2);
  readonly tied = this.head.weight;
}

const trained = (model: Model): string[] =>
  model.namedParameters().flatMap(([name, { requiresGrad }]) => (requiresGrad ? [name] : []));

describe('freeze', () => {
  it.each([
    ['a module', 'features.0', ['features.0.weight', 'features.0.bias']],
    ['a parameter', 'head.bias', ['head.bias']],
    ['an expression', /bias$/g, ['features.0.bias', 'features.2.bias', 'head.bias']],
    ['a function', (name: string) => name.endsWith('2.bias'), ['features.2.bias']],
    ['another name of a shared parameter', 'tied', ['tied']],
  ])('freezes by %s, and unfreezes', (_what, pattern, names) => {
    const model = own(new Model());
    const all = trained(model);
    expect(freeze(model, pattern)).toEqual(names);
    const frozen = names.map((name) => (name === 'tied' ? 'head.weight' : name));
    expect(trained(model)).toEqual(all.filter((name) => !frozen.includes(name)));
    expect(unfreeze(model, pattern)).toEqual(names);
    expect(trained(model)).toEqual(all);
    freeze(model);
    expect(trained(model)).toEqual([]);
  });

  it('takes paths in the code, as summary prints them, where no name fits', () => {
    class Block extends Module {
      static override readonly torchNames = { selfAttn: 'self_attn', cells: '' };
      readonly selfAttn = new Linear(2, 3);
      readonly cells = [new Linear(3, 2), new Linear(2, 2)];
    }
    const block = own(new Block());
    const [, attention, , second] = summary(block).rows.map(({ path }) => path);
    expect([attention, second]).toEqual(['selfAttn', 'cells.1']);
    expect(freeze(block, attention)).toEqual(['self_attn.weight', 'self_attn.bias']);
    expect(freeze(block, 'self_attn.bias')).toEqual(['self_attn.bias']);
    expect(freeze(block, second)).toEqual(['1.weight', '1.bias']);
    expect(freeze(block, /^cells\.\d\.bias/)).toEqual(['0.bias', '1.bias']);
    expect(() => freeze(block, (name) => name.startsWith('cells'))).toThrow(RangeFault);
    const only = { only: 'cells.1', strict: false };
    expect(block.loadStateDict({}, only).missing).toEqual(['1.weight', '1.bias']);
  });

  it('forgets gradients', () => {
    const model = own(new Model());
    backward(() => model.head.forward(ones([5, 64])).sum());
    expect(model.head.weight.grad).toBeDefined();
    freeze(model, 'head');
    expect(model.head.weight.grad).toBeUndefined();
  });

  it('refuses a pattern that matches nothing, with the names there are', () => {
    const model = own(new Model());
    for (const pattern of ['feature', 'features.', /weights/, () => false]) {
      expect(() => freeze(model, pattern)).toThrow(RangeFault);
    }
    expect(() => unfreeze(model, 'heads')).toThrow(
      "unfreeze: 'heads' matches no parameter of Model; its names: features.0.weight, features.0.bias, features.2.weight, features.2.bias, head.weight and 2 more",
    );
  });

  it('has nothing of the frozen part kept or computed on the way back', () => {
    const rows = 1000;
    const model = own(new Model());
    let calls = 0;
    /** The identity, which counts how often its gradient is asked for. */
    const counted = customOp<readonly [Tensor]>({
      name: 'counted',
      forward: (x) => x,
      vjp: (_recorded, g) => {
        calls++;
        return [() => g];
      },
    });
    /** Bytes that the features hold until the way back, and how often a gradient went through their middle. */
    const measure = (): { held: number; calls: number } => {
      calls = 0;
      const x = ones([rows, 3]);
      let held = 0;
      backward(() => {
        const before = memory().bytes;
        const [first, ...rest] = model.features.layers;
        const y = scope(() => new Sequential(first!, counted, ...rest).forward(x));
        held = memory().bytes - before;
        return model.head.forward(y).sum();
      });
      return { held, calls };
    };
    const output = rows * 64 * 4;
    const free = measure();
    expect(free.calls).toBe(1);
    expect(free.held).toBeGreaterThan(2 * output);

    freeze(model, 'features');
    const frozen = measure();
    expect(frozen).toEqual({ held: output, calls: 0 });
    expect(model.features.parameters().map(({ grad }) => grad)).toEqual(Array(4).fill(undefined));
    expect(model.head.weight.grad?.shape).toEqual([2, 64]);
  });
});
