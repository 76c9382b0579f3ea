import { expect, it } from 'vitest';
import { backward } from '../../packages/autograd/src/index.ts';
import { MultiheadAttention } from '../../packages/layers-attention/src/index.ts';
import { GRU } from '../../packages/layers-recurrent/src/index.ts';
import { own } from '../../packages/golden/src/index.ts';
import { manualSeed, randn, type Tensor } from '../../packages/tensor/src/index.ts';
import { chooseBackend, shared } from './backend-webgpu.ts';

chooseBackend();

const features = 6;
const layers = {
  GRU: () => {
    const gru = own(new GRU(features, 5, { bidirectional: true }));
    return { layer: gru, run: (x: Tensor) => gru.forward(x, { lengths: [x.shape[1]!, 1] }).output };
  },
  MultiheadAttention: () => {
    const attention = own(new MultiheadAttention(features, 2));
    const run = (x: Tensor): Tensor => attention.forward(x, x, x, { causal: true }).output;
    return { layer: attention, run };
  },
};

// Some kernels are for lone rows, some for large products; every size in between takes those that its ends took.
const ends = [1, 2, 3, 4, 200];
const between = Array.from({ length: 195 }, (_, i) => 5 + i);

it.each(Object.keys(layers) as (keyof typeof layers)[])(
  '%s, forward and backward: sequences of 1 to 200 steps need no kernels of their own',
  async (name) => {
    manualSeed(1);
    const { layer, run } = layers[name]();
    const train = async (steps: number): Promise<number> => {
      const loss = backward(() =>
        run(randn([2, steps, features]))
          .square()
          .mean(),
      );
      expect(await loss.item()).toBeGreaterThan(0);
      for (const parameter of layer.parameters()) parameter.clearGrad();
      loss.dispose();
      return shared.describe().counts.pipelines;
    };
    let compiled = 0;
    for (const steps of ends) compiled = await train(steps);
    for (const steps of between) expect([steps, await train(steps)]).toEqual([steps, compiled]);
  },
  300_000,
);
