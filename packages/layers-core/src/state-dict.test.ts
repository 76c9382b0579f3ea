import { cpu } from '@rondo/backend-cpu';
import { own } from '@rondo/golden';
import { manualSeed, ones, useBackend, zeros, type Tensor } from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { Embedding } from './embedding.ts';
import { Linear } from './linear.ts';
import { Module } from './module.ts';
import * as safetensors from './safetensors/index.ts';
import { Sequential } from './sequential.ts';
import { StateDictError } from './state-dict.ts';

useBackend(cpu());
manualSeed(5);

const model = (): Sequential => own(new Sequential(new Linear(3, 5), new Linear(5, 2)));

async function valuesOf(module: Sequential): Promise<number[][]> {
  return Promise.all(
    Object.values(module.stateDict()).map(async (tensor) => [...(await tensor.data())]),
  );
}

const complete = { missing: [], unexpected: [] };

function prefixed(state: Readonly<Record<string, Tensor>>, prefix: string): Record<string, Tensor> {
  return Object.fromEntries(Object.entries(state).map(([name, x]) => [prefix + name, x]));
}

class Tied extends Module {
  readonly embedding = new Embedding(7, 3);
  readonly output = new Linear(3, 7, { bias: false, weight: this.embedding.weight });
}

function failure(body: () => void): StateDictError {
  try {
    body();
  } catch (error) {
    if (error instanceof StateDictError) return error;
    throw error;
  }
  throw new Error('accepted');
}

describe('loadStateDict', () => {
  it('copies: the other model is equal and stays apart', async () => {
    const [a, b] = [model(), model()];
    expect(await valuesOf(a)).not.toEqual(await valuesOf(b));
    expect(b.loadStateDict(a.stateDict())).toEqual({ missing: [], unexpected: [] });
    expect(await valuesOf(b)).toEqual(await valuesOf(a));
    a.parameters()[0]!.assign(zeros([5, 3]));
    expect(await valuesOf(b)).not.toEqual(await valuesOf(a));
  });

  it('conformance 10: lists everything that does not fit and changes nothing', async () => {
    const target = model();
    const before = await valuesOf(target);
    const given = {
      '0.weight': ones([5, 3]),
      '0.bias': ones([4]),
      '1.weight': ones([2, 5]).cast('int32'),
      '2.weight': ones([2]),
    };
    const error = failure(() => target.loadStateDict(given));
    expect(error.facts).toEqual({
      missing: ['1.bias'],
      unexpected: ['2.weight'],
      mismatched: ['0.bias', '1.weight'],
    });
    for (const part of [
      'missing 1.bias: float32 [2]',
      'unexpected 2.weight: float32 [2]',
      'mismatched 0.bias: expected float32 [5]',
      'received float32 [4]',
      'received int32 [2, 5]',
      'nothing was loaded',
    ]) {
      expect(error.message).toContain(part);
    }
    expect(await valuesOf(target)).toEqual(before);
  });

  it('changes nothing when one tensor is on another backend, even of the same name', async () => {
    const target = model();
    const before = await valuesOf(target);
    const given = {
      ...model().stateDict(),
      '1.weight': ones([2, 5], { backend: cpu() }),
    };
    const error = failure(() => target.loadStateDict(given));
    expect(error.facts['mismatched']).toEqual(['1.weight']);
    expect(error.message).toContain('move the tensors to its backend with .to(backend)');
    expect(error.message).toContain('received float32 [2, 5] on another cpu');
    expect(await valuesOf(target)).toEqual(before);
  });

  it('loads what fits when not strict, but never another shape', async () => {
    const target = model();
    const report = target.loadStateDict(
      { '0.bias': ones([5]), extra: ones([1]) },
      { strict: false },
    );
    expect(report).toEqual({ missing: ['0.weight', '1.weight', '1.bias'], unexpected: ['extra'] });
    expect(await target.stateDict()['0.bias']!.array()).toEqual([1, 1, 1, 1, 1]);
    const error = failure(() => target.loadStateDict({ '0.bias': ones([6]) }, { strict: false }));
    expect(error.facts['mismatched']).toEqual(['0.bias']);
  });

  it('says what to pass instead of what a reader returned as a whole', async () => {
    const target = model();
    const loaded = safetensors.load(await safetensors.save(target.stateDict()));
    expect(() => target.loadStateDict(loaded as never)).toThrow(
      "Sequential: expected a state dict, tensors by name, received something else under 'tensors', nothing was loaded; pass the tensors of what safetensors.load returned: safetensors.load(bytes).tensors",
    );
    expect(() => target.loadStateDict({ model: {}, epoch: 3 } as never)).toThrow(
      /something else under 'model'.*torchCheckpoint\.stateDictIn\(checkpoint, 'model'\)/,
    );
    for (const wrong of [undefined, null, ones([2])]) {
      expect(() => target.loadStateDict(wrong as never)).toThrow(StateDictError);
    }
    expect(() => target.loadStateDict(loaded.tensors, { Strict: false } as never)).toThrow(
      "loadStateDict: there is no option 'Strict', did you mean 'strict'?",
    );
  });

  it('names the prefix that a path in the code stands for', () => {
    const target = own(new Linear(3, 5));
    const given = prefixed(target.stateDict(), 'layers.0.self_attn.');
    expect(() => target.loadStateDict(given, { prefix: 'layers.0.selfAttn.' })).toThrow(
      "did you mean 'layers.0.self_attn.'?",
    );
  });

  it('takes the part of a state dict under a prefix', async () => {
    const target = own(new Linear(3, 5));
    const given = {
      ...prefixed(target.stateDict(), 'encoder.'),
      'encoder.bias': ones([5]),
      'decoder.weight': ones([1]),
    };
    expect(target.loadStateDict(given, { prefix: 'encoder.' })).toEqual(complete);
    expect(await target.bias!.array()).toEqual([1, 1, 1, 1, 1]);
    const error = failure(() => target.loadStateDict(given, { prefix: 'encoders.' }));
    expect(error.message).toMatch(
      /no name in the state dict starts with 'encoders\.', nothing was loaded; they are encoder\.weight,/,
    );
    // The part has to fit as strictly as a whole.
    const part = failure(() => target.loadStateDict(given, { prefix: 'decoder.' }));
    expect(part.facts).toEqual({ missing: ['bias'], unexpected: [], mismatched: ['weight'] });
  });

  it('names the prefix that a wrapper left', () => {
    const target = model();
    const error = failure(() => target.loadStateDict(prefixed(target.stateDict(), 'module.')));
    expect(error.message).toContain("{ prefix: 'module.' } loads the names that start so");
  });

  it.each([
    ['a module', '1'],
    ['an expression', /^1\./g],
    ['a function', (name: string) => name.startsWith('1')],
  ])('loads only the names of %s', async (_what, only) => {
    const [target, source] = [model(), model()];
    const before = await valuesOf(target);
    const given = { ...source.stateDict(), '0.bias': ones([9]), other: ones([1]) };
    expect(target.loadStateDict(given, { only })).toEqual(complete);
    const after = await valuesOf(target);
    expect(after.slice(0, 2)).toEqual(before.slice(0, 2));
    expect(after.slice(2)).toEqual((await valuesOf(source)).slice(2));
    const error = failure(() => target.loadStateDict({ '1.more': ones([1]) }, { only }));
    expect(error.facts).toEqual({
      missing: ['1.weight', '1.bias'],
      unexpected: ['1.more'],
      mismatched: [],
    });
  });

  it('refuses a pattern that chooses none of its names', () => {
    const target = model();
    const error = failure(() => target.loadStateDict(target.stateDict(), { only: '2' }));
    expect(error.message).toContain("only: '2' matches none of its names, nothing was loaded");
    expect(error.message).toContain('they are 0.weight, 0.bias, 1.weight, 1.bias');
  });

  it('conformance 10: tied weights survive a round trip, saved under both names or one', async () => {
    const tied = (): Tied => own(new Tied());
    const [source, target] = [tied(), tied()];
    const { tensors } = safetensors.load(await safetensors.save(source.stateDict()));
    expect(Object.keys(tensors).toSorted()).toEqual(['embedding.weight', 'output.weight']);
    expect(target.loadStateDict(tensors)).toEqual(complete);
    expect(await target.embedding.weight.array()).toEqual(await source.embedding.weight.array());
    expect(target.output.weight).toBe(target.embedding.weight);
    expect(target.parameters()).toHaveLength(1);

    // Other libraries write a shared tensor once.
    const one = { 'output.weight': ones([7, 3]) };
    expect(target.loadStateDict(one)).toEqual(complete);
    expect((await target.embedding.weight.data()).every((value) => value === 1)).toBe(true);
    const error = failure(() => target.loadStateDict({}));
    expect(error.facts['missing']).toEqual(['embedding.weight', 'output.weight']);
  });
});
