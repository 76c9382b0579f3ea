import { backward, type Parameter } from '@rondo/autograd';
import { cpu } from '@rondo/backend-cpu';
import { own } from '@rondo/golden';
import { Linear, Module } from '@rondo/layers-core';
import {
  adamUpdate,
  crossEntropy,
  embedding,
  eye,
  manualSeed,
  memory,
  tensor,
  useBackend,
  zeros,
  type Tensor,
} from '@rondo/tensor';
import { expect, it } from 'vitest';
import { GRU } from './gru.ts';
import { LSTM } from './lstm.ts';

useBackend(cpu());

/** Says the first symbol of a sequence after its end. */
class Recall extends Module {
  readonly rnn: GRU | LSTM;
  readonly output = new Linear(12, 3);

  constructor(rnn: GRU | LSTM) {
    super();
    this.rnn = rnn;
  }

  forward(symbols: Tensor, lengths: readonly number[]): Tensor {
    return this.output.forward(
      this.rnn.forward(embedding(symbols, eye(3)), { lengths }).hidden.select(0, 0),
    );
  }
}

function adam(parameters: readonly Parameter[]): (step: number) => void {
  const state = parameters.map(({ shape }) => [zeros(shape), zeros(shape)] as const);
  const fixed = {
    learningRate: 0.02,
    beta1: 0.9,
    beta2: 0.999,
    eps: 1e-8,
    weightDecay: 0,
    decoupled: false,
  };
  return (step) => {
    for (const [i, parameter] of parameters.entries()) {
      const corrections = { correction1: 1 - 0.9 ** step, correction2: 1 - 0.999 ** step };
      adamUpdate(parameter, parameter.grad!, ...state[i]!, { ...fixed, ...corrections });
      parameter.clearGrad();
    }
  };
}

const lengths = Array.from({ length: 24 }, (_, n) => 3 + (n % 4));
const symbols = lengths.map((_, n) =>
  Array.from({ length: 6 }, (_step, t) => (t === 0 ? n % 3 : (n * 7 + t * 5) % 3)),
);
const x = tensor(symbols, { dtype: 'int32' });
const y = tensor(Int32Array.from(symbols, ([first]) => first!));

async function train(make: () => GRU | LSTM, seed: number): Promise<number[]> {
  manualSeed(seed);
  const model = own(new Recall(make()));
  const update = adam(model.parameters());
  const losses: number[] = [];
  let used;
  for (let step = 1; step <= 60; step++) {
    const loss = backward(() => crossEntropy(model.forward(x, lengths), y));
    losses.push(await loss.item());
    loss.dispose();
    update(step);
    used ??= memory();
  }
  expect(memory()).toEqual(used);
  return losses;
}

it.each([
  ['GRU', () => new GRU(3, 12)],
  ['LSTM', () => new LSTM(3, 12)],
])(
  '%s learns to remember, the same way with the same seed, without growing',
  async (_name, make) => {
    const losses = await train(make, 1);
    expect(losses[0]).toBeGreaterThan(0.9);
    expect(losses.at(-1)).toBeLessThan(0.1);
    expect(await train(make, 1)).toEqual(losses);
    expect((await train(make, 2)).at(-1)).toBeLessThan(0.1);
  },
);
