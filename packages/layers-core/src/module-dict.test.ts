import { cpu } from '@rondo/backend-cpu';
import { own } from '@rondo/golden';
import { memory, RangeFault, RondoError, scope, useBackend } from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { Linear } from './linear.ts';
import { Module } from './module.ts';
import { ModuleDict } from './module-dict.ts';

useBackend(cpu());

class Model extends Module {
  readonly heads = new ModuleDict({ right: new Linear(3, 1), left: new Linear(3, 2) });
}

describe('ModuleDict', () => {
  it('names its modules by their names, in the order of adding', () => {
    const model = own(new Model());
    // A plain object would put whole numbers first.
    model.heads.set('2', new Linear(3, 1, { bias: false }));
    expect(Object.keys(model.stateDict())).toEqual([
      'heads.right.weight',
      'heads.right.bias',
      'heads.left.weight',
      'heads.left.bias',
      'heads.2.weight',
    ]);
    expect(model.modules()).toHaveLength(5);
  });

  it('gives, replaces and takes out by name', () => {
    const [a, b, c] = [own(new Linear(3, 5)), own(new Linear(5, 2)), own(new Linear(1, 1))];
    const dict = new ModuleDict<Linear>([
      ['a', a],
      ['b', b],
    ]);
    expect([...dict]).toEqual([
      ['a', a],
      ['b', b],
    ]);
    dict.set('a', c);
    expect([...dict.keys()]).toEqual(['a', 'b']);
    expect([...dict.values()]).toEqual([c, b]);
    expect([dict.has('a'), dict.delete('a'), dict.delete('a'), dict.has('a')]).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(dict.size).toBe(1);
    expect(() => dict.get('a')).toThrow(RangeFault);
    expect(() => dict.get('a')).toThrow("ModuleDict: no module 'a' among b");
  });

  it('takes names that objects have already', () => {
    const dict = own(new ModuleDict({}));
    expect(dict.has('constructor')).toBe(false);
    dict.set('__proto__', new Linear(1, 1));
    expect(Object.keys(dict.stateDict())).toEqual(['__proto__.weight', '__proto__.bias']);
  });

  it.each(['', 'a.b'])("refuses the name '%s'", (name) => {
    const layer = own(new Linear(1, 1));
    expect(() => new ModuleDict([[name, layer]])).toThrow(RondoError);
  });

  it('survives the scope that returns it, and gives all memory back', () => {
    const before = memory();
    const model = scope(() => new Model());
    expect(model.heads.get('left').weight.isDisposed).toBe(false);
    model.dispose();
    expect(memory()).toEqual(before);
  });
});
