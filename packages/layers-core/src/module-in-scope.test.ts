import { Parameter } from '@rondo/autograd';
import { cpu } from '@rondo/backend-cpu';
import { dispose, keep, memory, ones, scope, tensorsIn, useBackend, zeros } from '@rondo/tensor';
import { expect, it } from 'vitest';
import { Module } from './module.ts';

useBackend(cpu());

class Statistics extends Module {
  readonly weight = new Parameter(ones([3]));
  readonly mean = zeros([3]);
}

class Model extends Module {
  readonly layers = [new Statistics(), new Statistics()];
}

it('a module returned from a scope keeps its buffers', () => {
  const before = memory();
  const model = scope(() => scope(() => new Model()));
  expect(model.layers.map(({ mean }) => mean.isDisposed)).toEqual([false, false]);
  expect([...tensorsIn({ model })]).toEqual(Object.values(model.stateDict()));
  dispose([model]);
  expect(memory()).toEqual(before);
});

it('keep() takes the buffers of a module out of every scope', () => {
  const before = memory();
  let model: Model | undefined;
  scope(() => {
    model = keep(new Model());
  });
  expect(model!.layers[1]!.mean.isDisposed).toBe(false);
  model!.dispose();
  expect(memory()).toEqual(before);
});
