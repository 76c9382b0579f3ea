import { backward, Parameter } from '@rondo/autograd';
import { cpu } from '@rondo/backend-cpu';
import { own } from '@rondo/golden';
import { gradCheckModule, Module } from '@rondo/layers-core';
import { manualSeed, randn, ShapeError, useBackend, type Tensor } from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../test/numbers.ts';
import { GRUCell } from './gru-cell.ts';
import { GRU } from './gru.ts';
import { scanCell } from './scan-cell.ts';

useBackend(cpu());
manualSeed(29);

/** One layer used twice, under two names. */
class Siamese extends Module {
  readonly left = new GRU(3, 5);
  readonly right = this.left;

  forward(a: Tensor, b: Tensor): Tensor {
    const run = (layer: GRU, x: Tensor): Tensor => layer.forward(x).hidden.select(0, 0);
    return run(this.left, a).mul(run(this.right, b));
  }
}

/** Two cells, one on the other, with one recurrent weight. */
class Tied extends Module {
  readonly lower = new GRUCell(3, 5);
  readonly upper = new GRUCell(5, 5, { weightHh: this.lower.weightHh });

  forward(x: Tensor): Tensor {
    const { output } = scanCell(this.lower, x);
    return scanCell(this.upper, output).state;
  }
}

async function gradientsOf(module: Module, loss: () => Tensor): Promise<Record<string, Tensor>> {
  backward(loss).dispose();
  const found = module.namedParameters().map(([name, { grad }]) => [name, grad!.clone()] as const);
  for (const parameter of module.parameters()) parameter.clearGrad();
  return Object.fromEntries(found);
}

describe('a module used twice', () => {
  it('has both names in the state dict, and each parameter once', () => {
    const model = own(new Siamese());
    expect(Object.keys(model.stateDict())).toEqual(
      ['left', 'right'].flatMap((side) =>
        ['weight_ih', 'weight_hh', 'bias_ih', 'bias_hh'].map((name) => `${side}.${name}_l0`),
      ),
    );
    expect(model.parameters()).toHaveLength(4);
    expect(model.parameters()).toEqual(model.left.parameters());
  });

  it('adds up the gradients of both uses', async () => {
    const model = own(new Siamese());
    const [a, b] = [randn([2, 4, 3]), randn([2, 3, 3])];
    const both = await gradientsOf(model, () => model.forward(a, b).sum());
    // The same with two copies, each seeing its own use only.
    const copies = [own(new GRU(3, 5)), own(new GRU(3, 5))] as const;
    for (const copy of copies) copy.loadStateDict(model.left.stateDict());
    backward(() => {
      const [left, right] = [copies[0].forward(a).hidden, copies[1].forward(b).hidden];
      return left.mul(right).sum();
    }).dispose();
    for (const [i, [name]] of copies[0].namedParameters().entries()) {
      const [one, two] = copies.map((copy) => copy.parameters()[i]!.grad!) as [Tensor, Tensor];
      await expectClose(both[`left.${name}`]!, one.add(two));
    }
  });

  it('has the gradients of difference quotients', async () => {
    const model = own(new Siamese());
    const inputs = [randn([2, 3, 3]), randn([2, 2, 3])];
    expect(await gradCheckModule(model, (a, b) => model.forward(a, b), inputs)).toBeLessThan(1e-3);
  });
});

describe('a parameter in two cells', () => {
  it('has both names in the state dict, and stands once among the parameters', () => {
    const model = own(new Tied());
    const state = model.stateDict();
    expect(state['upper.weight_hh']).toBe(state['lower.weight_hh']);
    expect(model.parameters()).toHaveLength(7);
    expect(model.namedParameters().map(([name]) => name)).not.toContain('upper.weight_hh');
  });

  it('has the gradients of difference quotients, of both uses together', async () => {
    const model = own(new Tied());
    expect(await gradCheckModule(model, (x) => model.forward(x), [randn([2, 3, 3])])).toBeLessThan(
      1e-3,
    );
  });

  it('may even be both weights of one cell', async () => {
    const square = new Parameter(randn([15, 5]));
    const cell = own(new GRUCell(5, 5, { weightIh: square, weightHh: square }));
    expect(Object.keys(cell.stateDict())).toEqual(['weight_ih', 'weight_hh', 'bias_ih', 'bias_hh']);
    const inputs = [randn([2, 5]), randn([2, 5])];
    expect(await gradCheckModule(cell, (x, h) => cell.forward(x, h), inputs)).toBeLessThan(1e-3);
  });

  it('must fit', () => {
    const cell = own(new GRUCell(3, 5));
    expect(() => new GRUCell(3, 4, { weightIh: cell.weightIh })).toThrow(ShapeError);
    expect(() => new GRUCell(3, 4, { weightIh: cell.weightIh })).toThrow(
      'GRUCell: expected weightIh [12, 3], received [15, 3]',
    );
  });
});
