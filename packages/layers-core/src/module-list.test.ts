import { cpu } from '@rondo/backend-cpu';
import { own } from '@rondo/golden';
import { memory, RangeFault, randn, useBackend } from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { Linear } from './linear.ts';
import { Module } from './module.ts';
import { ModuleList } from './module-list.ts';

useBackend(cpu());

class Model extends Module {
  readonly layers = new ModuleList([new Linear(3, 5), new Linear(5, 2, { bias: false })]);
}

describe('ModuleList', () => {
  it('names its modules by position, as PyTorch does', () => {
    const model = own(new Model());
    const names = ['layers.0.weight', 'layers.0.bias', 'layers.1.weight'];
    expect(Object.keys(model.stateDict())).toEqual(names);
    model.layers.append(new Linear(2, 1)).extend([new Linear(1, 1, { bias: false })]);
    expect(Object.keys(model.stateDict())).toEqual([
      ...names,
      'layers.2.weight',
      'layers.2.bias',
      'layers.3.weight',
    ]);
    expect(model.modules()).toHaveLength(6);
  });

  it('is iterated in order and indexed from both ends', () => {
    const [a, b] = [own(new Linear(3, 5)), own(new Linear(5, 2))];
    const list = new ModuleList([a, b]);
    expect([...list]).toEqual([a, b]);
    expect(list).toHaveLength(2);
    expect([list.at(0), list.at(-1)]).toEqual([a, b]);
    for (const index of [2, -3, 0.5]) expect(() => list.at(index)).toThrow(RangeFault);
    expect(() => list.at(2)).toThrow('ModuleList: no index 2 among 2; expected -2 to 1');
  });

  it('names the place of an error in it', () => {
    const model = own(new Model());
    model.parameters();
    expect(() => model.layers.at(1).forward(randn([4, 3]))).toThrow(
      /Linear \(in layers\.items\.1\)/,
    );
  });

  it('gives all memory back', () => {
    const before = memory();
    new Model().dispose();
    expect(memory()).toEqual(before);
  });
});
