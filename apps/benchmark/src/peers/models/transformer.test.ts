import { numbered, transformerParameters, type GemmWorkload } from '@rondo/workloads';
import { describe, expect, it } from 'vitest';
import { kernelsOf } from './kernels.ts';
import type { Operations } from './operations.ts';
import { TransformerModel } from './transformer.ts';

/** Operations that only note what is attended to. */
function noted(causal: boolean[]): Operations<string> {
  return {
    dense: (x) => x,
    add: (a) => a,
    relu: (x) => x,
    layerNorm: (x) => x,
    keys: (x) => x,
    values: (x) => x,
    attention(q, _keys, _values, _heads, isCausal) {
      causal.push(isCausal);
      return q;
    },
  };
}

describe('TransformerModel', () => {
  const sizes = { layers: 2, vocabulary: 5, dModel: 6, feedForward: 4 };
  const asked: string[] = [];
  const causal: boolean[] = [];
  const get = (name: string): string => {
    asked.push(name);
    return name;
  };
  const model = new TransformerModel(noted(causal), get, 2);
  model.dense(model.decode('target', model.encode('source', 2), 2), 'output');

  it('uses every parameter of the workload once', () => {
    const tensors = numbered(transformerParameters(sizes, false));
    const workload = { name: 'test', tensors } as unknown as GemmWorkload;
    expect(asked.toSorted()).toEqual([...kernelsOf(workload).keys()].toSorted());
  });

  it('masks only what the decoder attends to in itself', () => {
    expect(causal).toEqual([false, false, true, false, true, false]);
  });
});
