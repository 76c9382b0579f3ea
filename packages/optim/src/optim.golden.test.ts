import { Parameter } from '@rondo/autograd';
import { cpu } from '@rondo/backend-cpu';
import { differences, own, readGolden, tensorOf, type GoldenTensor } from '@rondo/golden';
import { useBackend, type Tensor } from '@rondo/tensor';
import { expect, it } from 'vitest';
import { Adadelta } from './adadelta.ts';
import { Adagrad } from './adagrad.ts';
import { Adam, AdamW } from './adam.ts';
import { clipGradNorm } from './clip-grad.ts';
import { RMSprop } from './rmsprop.ts';
import { SGD } from './sgd.ts';

useBackend(cpu());

interface OptimizerCase {
  readonly name: string;
  readonly hyper?: Readonly<Record<string, unknown>>;
  readonly inputs: unknown;
  readonly outputs: unknown;
}

const cases = readGolden<OptimizerCase>('optim');

const optimizers = { SGD, Adam, AdamW, Adadelta, Adagrad, RMSprop };

/** PyTorch's names of settings, as ours. */
const names: Readonly<Record<string, string>> = {
  lr: 'learningRate',
  weight_decay: 'weightDecay',
  lr_decay: 'learningRateDecay',
  initial_accumulator_value: 'initialAccumulator',
};
const notOurs = ['maximize', 'differentiable', 'capturable', 'decoupled_weight_decay'];

function settingsOf(hyper: OptimizerCase['hyper'] = {}): Record<string, unknown> {
  const ours = Object.entries(hyper).filter(([name]) => !notOurs.includes(name));
  return Object.fromEntries(ours.map(([name, value]) => [names[name] ?? name, value]));
}

async function expectClose(actual: Tensor, golden: GoldenTensor): Promise<void> {
  expect(await differences('value', actual, golden)).toEqual([]);
}

it.each(cases.filter(({ hyper }) => hyper))(
  'conformance 8: $name takes the steps that PyTorch takes',
  async (golden) => {
    const { grads } = golden.inputs as { grads: GoldenTensor[] };
    const { trajectory } = golden.outputs as { trajectory: GoldenTensor[] };
    const parameter = own(new Parameter(tensorOf(trajectory[0]!)));
    const kind = golden.name.split(' ')[0] as keyof typeof optimizers;
    const optimizer = own(new optimizers[kind]([parameter], settingsOf(golden.hyper)));
    for (const [step, gradient] of grads.entries()) {
      parameter.grad = tensorOf(gradient);
      optimizer.step();
      expect(parameter.grad).toBeUndefined();
      await expectClose(parameter, trajectory[step + 1]!);
    }
  },
);

it.each(cases.filter(({ hyper }) => !hyper))('conformance 8: $name as PyTorch', async (golden) => {
  const maxNorm = Number(/^clip_grad_norm_ (.+)$/.exec(golden.name)![1]);
  const { total_norm: total, clipped } = golden.outputs as {
    total_norm: GoldenTensor;
    clipped: GoldenTensor[];
  };
  const parameters = (golden.inputs as GoldenTensor[]).map((gradient) => {
    const parameter = own(new Parameter(tensorOf(gradient)));
    parameter.grad = tensorOf(gradient);
    return parameter;
  });
  await expectClose(clipGradNorm(parameters, maxNorm), total);
  for (const [i, gradient] of clipped.entries()) await expectClose(parameters[i]!.grad!, gradient);
});
