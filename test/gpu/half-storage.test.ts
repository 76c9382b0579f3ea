import { expect, it } from 'vitest';
import { backward, noGrad } from '../../packages/autograd/src/index.ts';
import { webgpu } from '../../packages/backend-webgpu/src/index.ts';
import { own } from '../../packages/golden/src/index.ts';
import { Linear } from '../../packages/layers-core/src/index.ts';
import { Adam, clipGradNorm, GradScaler } from '../../packages/optim/src/index.ts';
import {
  assign,
  manualSeed,
  randn,
  scope,
  useBackend,
  type Tensor,
} from '../../packages/tensor/src/index.ts';
import { shared } from './backend-webgpu.ts';

const size = 64;
const steps = 25;

/** What a network of two layers learns from a scaled loss; in step `spoilt` a weight is beyond float16. */
async function train(halfStorage: boolean, spoilt = -1) {
  useBackend(halfStorage ? own(await webgpu({ halfStorage })) : shared);
  manualSeed(2);
  const layers = [own(new Linear(size, size)), own(new Linear(size, size))] as const;
  const parameters = layers.flatMap((layer) => [...layer.parameters()]);
  const optimizer = own(new Adam(parameters, { learningRate: 0.003 }));
  const [x, y] = [
    own(scope(() => randn([size, size]))),
    own(scope(() => randn([size, size]).tanh())),
  ];
  const scaler = new GradScaler({ initialScale: 1024 });
  const losses: number[] = [];
  const skipped: number[] = [];
  const multiply = (weight: Tensor, by: number): void =>
    noGrad(() => scope(() => assign(weight, weight.mul(by))));
  for (let step = 0; step < steps; step++) {
    if (step === spoilt) multiply(layers[1].weight, 2 ** 20);
    const scaled = backward(() => {
      const errors = layers[1].forward(layers[0].forward(x).tanh()).sub(y);
      return scaler.scale(errors.square().mean());
    });
    scaler.unscale(parameters);
    const norm = clipGradNorm(parameters, 1);
    const isFinite = Number.isFinite(await norm.item());
    if (isFinite) optimizer.step();
    else skipped.push(step);
    losses.push((await scaled.item()) / scaler.currentScale);
    scaler.update(isFinite);
    for (const parameter of parameters) parameter.clearGrad();
    scaled.dispose();
    norm.dispose();
    if (step === spoilt) multiply(layers[1].weight, 2 ** -20);
  }
  return { losses, skipped, scale: scaler.currentScale };
}

it('learns from factors in float16 as from float32, and leaves out a step that overflows', async () => {
  expect(shared.describe().features).toContain('shader-f16');
  const plain = await train(false);
  const half = await train(true);
  expect(plain.losses.at(-1)).toBeLessThan(0.6 * plain.losses[0]!);
  for (const [step, loss] of plain.losses.entries()) {
    expect(Math.abs(half.losses[step]! - loss), `step ${step}`).toBeLessThan(2e-3 * loss);
  }
  expect(half.losses).not.toEqual(plain.losses);
  expect([...plain.skipped, ...half.skipped]).toEqual([]);

  const spoilt = await train(true, 7);
  expect(spoilt.skipped).toEqual([7]);
  expect(spoilt.scale).toBe(512);
  expect(spoilt.losses.at(-1)).toBeLessThan(0.7 * plain.losses[0]!);
});
