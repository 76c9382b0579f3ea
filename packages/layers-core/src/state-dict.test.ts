import { cpu } from '@rondo/backend-cpu';
import { own } from '@rondo/golden';
import { manualSeed, ones, useBackend, zeros } from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { Linear } from './linear.ts';
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

  it('lists everything that does not fit and changes nothing', async () => {
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
});
