import { backward, Parameter } from '@rondo/autograd';
import { cpu } from '@rondo/backend-cpu';
import { own } from '@rondo/golden';
import {
  manualSeed,
  memory,
  randn,
  RangeFault,
  RondoError,
  tensor,
  useBackend,
  type Tensor,
} from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { Adadelta } from './adadelta.ts';
import { Adagrad } from './adagrad.ts';
import { Adam, AdamW } from './adam.ts';
import { OptimizerStateError } from './optimizer-state.ts';
import { RMSprop } from './rmsprop.ts';
import { SGD } from './sgd.ts';

useBackend(cpu());

const kinds = {
  SGD: (p: Parameter[]) => new SGD(p, { learningRate: 0.05 }),
  'SGD with momentum': (p: Parameter[]) =>
    new SGD(p, { learningRate: 0.05, momentum: 0.8, dampening: 0.1 }),
  Adam: (p: Parameter[]) => new Adam(p, { learningRate: 0.1 }),
  'Adam amsgrad': (p: Parameter[]) => new Adam(p, { learningRate: 0.1, amsgrad: true }),
  AdamW: (p: Parameter[]) => new AdamW(p, { learningRate: 0.1 }),
  'AdamW amsgrad': (p: Parameter[]) => new AdamW(p, { learningRate: 0.1, amsgrad: true }),
  Adadelta: (p: Parameter[]) => new Adadelta(p, { learningRate: 20 }),
  Adagrad: (p: Parameter[]) => new Adagrad(p, { learningRate: 0.5 }),
  RMSprop: (p: Parameter[]) =>
    new RMSprop(p, { learningRate: 0.05, momentum: 0.3, centered: true }),
};

const target = [1.5, -0.7, 0.2];
const make = (): Parameter[] =>
  [new Parameter(tensor([0, 0, 0])), new Parameter(tensor([1]))].map((p) => own(p));

/** (p - target)² + (q + 1)², one step down. */
async function descend(parameters: Parameter[], optimizer: { step(): void }): Promise<number> {
  const goals = [tensor(target), tensor([-1])];
  const loss = backward(() => {
    const [a, b] = parameters.map((p, i) => p.sub(goals[i]!).square().sum()) as [Tensor, Tensor];
    return a.add(b);
  });
  for (const goal of goals) goal.dispose();
  optimizer.step();
  const value = await loss.item();
  loss.dispose();
  return value;
}

async function values(parameters: readonly Parameter[]): Promise<number[][]> {
  return Promise.all(parameters.map(async (p) => [...(await p.data())]));
}

describe.each(Object.entries(kinds))('%s', (_name, unowned) => {
  const create = (p: Parameter[]): ReturnType<typeof unowned> => own(unowned(p));

  it('comes down to the minimum', async () => {
    const parameters = make();
    const optimizer = create(parameters);
    let loss = Infinity;
    for (let step = 0; step < 300; step++) loss = await descend(parameters, optimizer);
    expect(loss).toBeLessThan(0.02);
  });

  it('remembers on the backend of the parameter, whatever the current one', async () => {
    const backend = cpu();
    const parameter = own(new Parameter(tensor([1], { backend })));
    const optimizer = create([parameter]);
    for (let step = 0; step < 2; step++) {
      parameter.grad = tensor([1], { backend });
      optimizer.step();
    }
    expect((await parameter.data())[0]).toBeLessThan(1);
    for (const kept of Object.values(optimizer.stateDict().tensors)) {
      expect(kept.storage.backend).toBe(backend);
    }
  });

  it('goes on bit for bit from a saved state', async () => {
    const [a, b] = [make(), make()];
    const first = create(a);
    for (let step = 0; step < 3; step++) await descend(a, first);
    first.learningRate *= 0.5;
    const { tensors, numbers } = first.stateDict();
    const copied = Object.fromEntries(
      Object.entries(tensors).map(([name, x]) => [name, x.clone()]),
    );
    for (const [i, parameter] of b.entries()) parameter.assign(a[i]!);
    const second = create(b);
    second.loadStateDict({ tensors: copied, numbers: JSON.parse(JSON.stringify(numbers)) });
    expect(second.learningRate).toBe(first.learningRate);
    for (let step = 0; step < 3; step++)
      expect(await descend(b, second)).toBe(await descend(a, first));
    expect(await values(b)).toEqual(await values(a));
  });

  it('does not grow after the first step, and gives all memory back', async () => {
    const before = memory();
    const parameters = make();
    const optimizer = create(parameters);
    await descend(parameters, optimizer);
    const used = memory();
    for (let step = 0; step < 4; step++) await descend(parameters, optimizer);
    expect(memory()).toEqual(used);
    optimizer.loadStateDict(optimizer.stateDict());
    expect(memory()).toEqual(used);
    optimizer.dispose();
    for (const parameter of parameters) parameter.dispose();
    expect(memory()).toEqual(before);
  });
});

describe('Optimizer', () => {
  const withGradient = (value: number, gradient: number): Parameter => {
    const parameter = own(new Parameter(tensor([value])));
    parameter.grad = tensor([gradient]);
    return parameter;
  };

  it('changes what has a gradient and is not frozen, and clears every gradient', async () => {
    const [plain, frozen, idle] = [
      withGradient(1, 2),
      withGradient(1, 2),
      own(new Parameter(tensor([1]))),
    ];
    frozen.requiresGrad = false;
    const optimizer = own(new SGD([plain, frozen, idle], { learningRate: 0.25 }));
    optimizer.step();
    expect(await values([plain, frozen, idle])).toEqual([[0.5], [1], [1]]);
    expect([plain, frozen, idle].map(({ grad }) => grad)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(optimizer.stateDict().numbers.steps).toEqual([1, 0, 0]);
  });

  it('gives groups settings of their own; a rate of their own keeps its ratio', async () => {
    const [a, b, c] = [withGradient(1, 1), withGradient(1, 1), withGradient(1, 1)];
    const optimizer = own(
      new SGD(
        [
          { parameters: [a] },
          { parameters: [b], learningRate: 0.25 },
          { parameters: [c], weightDecay: 1 },
        ],
        { learningRate: 0.5 },
      ),
    );
    optimizer.learningRate = 0.25;
    optimizer.step();
    expect(await values([a, b, c])).toEqual([[0.75], [0.875], [0.5]]);
  });

  it('starts the momentum with the whole gradient, and dampens later ones', async () => {
    const parameter = withGradient(0, 1);
    const optimizer = own(
      new SGD([parameter], { learningRate: 1, momentum: 0.5, dampening: 0.75 }),
    );
    optimizer.step();
    expect(await values([parameter])).toEqual([[-1]]);
    parameter.grad = tensor([2]);
    optimizer.step(); // b = 0.5 · 1 + 0.25 · 2 = 1
    expect(await values([parameter])).toEqual([[-2]]);
  });

  it('keeps decay apart from the gradient in AdamW, and adds it to the gradient in Adam', async () => {
    // The first step of Adam is η, whatever the size of the gradient.
    const [l2, decoupled] = [withGradient(1, 3), withGradient(1, 3)];
    own(new Adam([l2], { learningRate: 0.125, weightDecay: 0.5, eps: 0 })).step();
    own(new AdamW([decoupled], { learningRate: 0.125, weightDecay: 0.5, eps: 0 })).step();
    expect((await l2.data())[0]).toBeCloseTo(1 - 0.125, 5);
    expect((await decoupled.data())[0]).toBeCloseTo(1 - 0.0625 - 0.125, 5);
  });

  it('is deterministic', async () => {
    const run = async (): Promise<number[][]> => {
      manualSeed(3);
      const parameters = [own(new Parameter(randn([3]))), own(new Parameter(randn([1])))];
      const optimizer = own(new Adam(parameters));
      for (let step = 0; step < 5; step++) await descend(parameters, optimizer);
      return values(parameters);
    };
    expect(await run()).toEqual(await run());
  });

  it('refuses settings out of range', () => {
    const [p] = make();
    expect(() => new SGD([p!], { learningRate: -1 })).toThrow(RangeFault);
    expect(() => new SGD([p!], { learningRate: Number.NaN })).toThrow(RangeFault);
    expect(() => new SGD([p!], { weightDecay: -1 })).toThrow(RangeFault);
    expect(() => new SGD([p!], { nesterov: true })).toThrow(RangeFault);
    expect(() => new Adam([p!], { betas: [0.9, 1] })).toThrow(RangeFault);
    expect(() => new SGD([{ parameters: [p!], learningRate: 1 }], { learningRate: 0 })).toThrow(
      RangeFault,
    );
    expect(() => new AdamW([{ parameters: [p!], betas: [0.9, 1.5] }])).toThrow(
      'AdamW: expected betas of 0 or more and below 1, received 0.9, 1.5',
    );
    expect(() => new SGD([{ parameters: [p!], nesterov: true }])).toThrow(RangeFault);
    expect(() => new SGD([])).toThrow('SGD: expected parameters to change, received none');
    expect(() => new SGD([p!, p!])).toThrow(RondoError);
    const optimizer = own(new SGD([p!]));
    expect(() => {
      optimizer.learningRate = Infinity;
    }).toThrow(RangeFault);
  });

  it('refuses a state that does not fit, listing why, and stays as it was', async () => {
    const parameters = make();
    const optimizer = own(new Adam(parameters));
    await descend(parameters, optimizer);
    const { tensors, numbers } = optimizer.stateDict();
    const used = memory();
    const attempt = (
      change: Record<string, Tensor>,
      steps: readonly number[],
    ): OptimizerStateError => {
      const { '0.exp_avg': _left, ...rest } = tensors;
      try {
        optimizer.loadStateDict({
          tensors: { ...rest, ...change },
          numbers: { ...numbers, steps },
        });
      } catch (error) {
        if (error instanceof OptimizerStateError) return error;
      }
      throw new Error('accepted');
    };
    const wide = tensor([1, 2]);
    const error = attempt({ '1.exp_avg': wide, '7.sum': wide }, [1, 1]);
    expect(error.facts).toEqual({
      missing: ['0.exp_avg'],
      unexpected: ['7.sum'],
      mismatched: ['1.exp_avg (expected float32 [1], received float32 [2])'],
    });
    const { '0.exp_avg': first } = tensors;
    const elsewhere = tensor([0], { backend: cpu() });
    expect(attempt({ '0.exp_avg': first!, '1.exp_avg': elsewhere }, [1, 1]).facts).toEqual({
      missing: [],
      unexpected: [],
      mismatched: [
        '1.exp_avg (expected float32 [1] on cpu, received float32 [1] on another cpu; move it with .to(backend))',
      ],
    });
    elsewhere.dispose();
    expect(attempt({}, [1]).message).toMatch(/step counts of 2 parameters, received \[1\]/);
    expect(attempt({}, [1, -1]).facts['expected']).toBe(2);
    wide.dispose();
    expect(memory()).toEqual(used);
    expect(optimizer.stateDict()).toEqual({ tensors, numbers });
  });
});
