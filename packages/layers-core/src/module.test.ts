import { backward, Parameter } from '@rondo/autograd';
import { cpu } from '@rondo/backend-cpu';
import { own } from '@rondo/golden';
import {
  keep,
  memory,
  ones,
  RondoError,
  scope,
  ShapeError,
  useBackend,
  zeros,
  type Tensor,
} from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { Dropout } from './dropout.ts';
import { Linear } from './linear.ts';
import { Module } from './module.ts';

useBackend(cpu());

class Block extends Module {
  static override readonly torchNames: Readonly<Record<string, string>> = { scaleBy: 'scale_by' };
  readonly scaleBy = new Parameter(ones([3]));
  readonly inner = new Linear(3, 2);
  readonly mean = keep(zeros([2]));
  readonly #hidden = new Linear(5, 7);

  forward(x: Tensor): Tensor {
    return this.inner.forward(x.mul(this.scaleBy)).sub(this.mean);
  }

  override dispose(): void {
    this.#hidden.dispose();
    super.dispose();
  }
}

class Model extends Module {
  readonly blocks = [new Block(), new Block()];
  readonly heads = { left: new Linear(2, 1, { bias: false }), right: new Dropout(0.3) };
  readonly tied = this.blocks[0]!.inner.weight;

  override dispose(): void {
    for (const block of this.blocks) block.dispose();
    super.dispose();
  }
}

describe('Module', () => {
  it('finds parameters, buffers and modules in declaration order, through arrays and objects', () => {
    const model = own(new Model());
    expect(Object.keys(model.stateDict())).toEqual([
      'blocks.0.scale_by',
      'blocks.0.inner.weight',
      'blocks.0.inner.bias',
      'blocks.0.mean',
      'blocks.1.scale_by',
      'blocks.1.inner.weight',
      'blocks.1.inner.bias',
      'blocks.1.mean',
      'heads.left.weight',
      'tied',
    ]);
    const kinds = model.modules().map((module) => module.constructor.name);
    expect(kinds.join(' ')).toBe('Model Block Linear Block Linear Linear Dropout');
  });

  it('lists a shared parameter once, and saves it under both names', () => {
    const model = own(new Model());
    const names = model.namedParameters().map(([name]) => name);
    expect(names).toContain('blocks.0.inner.weight');
    expect(names).not.toContain('tied');
    expect(model.stateDict()['tied']).toBe(model.blocks[0]!.inner.weight);
    expect(model.parameterCount()).toBe(2 * (3 + 6 + 2) + 2);
  });

  it('switches all modules between training and evaluation', () => {
    const model = own(new Model());
    expect(model.eval()).toBe(model);
    expect(model.modules().map(({ training }) => training)).not.toContain(true);
    model.train();
    expect(model.heads.right.training).toBe(true);
  });

  it('freezes: no gradient reaches a frozen parameter', () => {
    const block = own(new Block());
    block.inner.requiresGrad(false);
    backward(() => block.forward(ones([1, 3])).sum()).dispose();
    expect(block.inner.weight.grad).toBeUndefined();
    expect(block.scaleBy.grad?.shape).toEqual([3]);
    block.requiresGrad();
    backward(() => block.forward(ones([1, 3])).sum()).dispose();
    expect(block.inner.weight.grad?.shape).toEqual([2, 3]);
  });

  it('names the module, and its path once a module around it was walked, in errors', () => {
    const model = own(new Model());
    const layer = model.blocks[1]!.inner;
    const failure = (): ShapeError => {
      try {
        layer.forward(zeros([4, 5]));
      } catch (error) {
        return error as ShapeError;
      }
      throw new Error('accepted');
    };
    expect(failure().message).toMatch(/^Linear: expected x \[\.\.\., inFeatures\]/);
    model.parameters();
    expect(failure()).toBeInstanceOf(ShapeError);
    expect(failure().message).toBe(
      'Linear (in blocks.1.inner): expected x [..., inFeatures] with inFeatures = 3, received [4, 5]',
    );
    model.blocks[1]!.parameters();
    expect(failure().facts['where']).toBe('Linear (in blocks.1.inner)');
  });

  it('refuses a module that contains itself', () => {
    class Loop extends Module {
      readonly child: { parent?: Module } = {};
    }
    const loop = new Loop();
    loop.child.parent = loop;
    expect(() => loop.parameters()).toThrow(
      /Loop contains itself; keep the reference back in a #private field/,
    );
  });

  it('refuses two tensors of one name', () => {
    class Twins extends Module {
      static override readonly torchNames = { second: 'first' };
      readonly first = new Parameter(zeros([2]));
      readonly second = new Parameter(zeros([2]));
    }
    const twins = own(new Twins());
    expect(() => twins.stateDict()).toThrow(RondoError);
    expect(() => twins.stateDict()).toThrow(/field second has the name 'first'/);
  });

  it('gives all memory back', () => {
    const before = memory();
    const model = new Model();
    backward(() => scope(() => model.blocks[0]!.forward(ones([4, 3])).sum())).dispose();
    model.dispose();
    expect(memory()).toEqual(before);
  });
});
