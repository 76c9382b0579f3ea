import { describe, expect, it } from 'vitest';
import { evaluate, near } from '../../test/evaluate.ts';
import { factsOf } from '../../test/faults.ts';
import { expectNoLeaks } from '../../test/leaks.ts';
import { arange, ones, rand, randn, tensor, zeros } from '../create.ts';
import { DTypeError, RangeFault, ShapeError } from '../errors.ts';
import type { Tensor } from '../tensor.ts';
import { concat, stack } from './concat.ts';
import { gruSequence, gruStep } from './gru-sequence.ts';
import { lstmSequence, lstmStep } from './lstm-sequence.ts';
import type { RecurrentSequenceOptions } from './recurrent-sequence.ts';
import { rnnSequence, rnnStep } from './rnn-sequence.ts';

expectNoLeaks();

const [N, L, H] = [3, 5, 2];

interface Options extends RecurrentSequenceOptions {
  readonly c0?: Tensor | undefined;
}

interface Family {
  readonly gates: number;
  /** The parts of the state. */
  readonly parts: readonly ('h0' | 'c0')[];
  /** The outputs and the last state, [N, L + states, H]. */
  readonly run: (gates: Tensor, weight: Tensor, options?: Options) => Tensor;
  readonly step: (
    gates: Tensor,
    state: readonly Tensor[],
    weight: Tensor,
    bias?: Tensor,
  ) => readonly Tensor[];
}

const join = (output: Tensor, ...state: Tensor[]): Tensor =>
  concat([output, ...state.map((part) => part.unsqueeze(1))], 1);

function rnn(nonlinearity: 'tanh' | 'relu'): Family {
  return {
    gates: 1,
    parts: ['h0'],
    run: (gates, weight, options) => {
      const { output, hidden } = rnnSequence(gates, weight, { ...options, nonlinearity });
      return join(output, hidden);
    },
    step: (gates, [h], weight, bias) => [rnnStep(gates, h!, weight, bias, nonlinearity)],
  };
}

const families: Readonly<Record<string, Family>> = {
  'rnnSequence with tanh': rnn('tanh'),
  'rnnSequence with relu': rnn('relu'),
  gruSequence: {
    gates: 3,
    parts: ['h0'],
    run: (gates, weight, options) => {
      const { output, hidden } = gruSequence(gates, weight, options);
      return join(output, hidden);
    },
    step: (gates, [h], weight, bias) => [gruStep(gates, h!, weight, bias)],
  },
  lstmSequence: {
    gates: 4,
    parts: ['h0', 'c0'],
    run: (gates, weight, options) => {
      const { output, hidden, cell } = lstmSequence(gates, weight, options);
      return join(output, hidden, cell);
    },
    step: (gates, [hidden, cell], weight, bias) => {
      const next = lstmStep(gates, { hidden: hidden!, cell: cell! }, weight, bias);
      return [next.hidden, next.cell];
    },
  },
};

describe.each(Object.entries(families))('%s', (_name, { gates: G, parts, run, step }) => {
  const gates = (): Tensor => randn([N, L, G * H], { seed: 1 });
  const weight = (): Tensor => randn([G * H, H], { seed: 2 });
  const bias = (): Tensor => randn([G * H], { seed: 3 });
  const state = (): Tensor[] => parts.map((_, i) => rand([N, H], { seed: 4 + i }));
  const named = (values: readonly Tensor[]): Options =>
    Object.fromEntries(parts.map((part, i) => [part, values[i]]));
  const difference = (compare: () => readonly [Tensor, Tensor]) =>
    evaluate(() => {
      const [a, b] = compare();
      return a.sub(b).abs().max();
    });

  it('runs the steps one after the other, from either end', async () => {
    for (const reverse of [false, true]) {
      const worst = await difference(() => {
        const all = run(gates(), weight(), { biasHh: bias(), ...named(state()), reverse });
        const steps: Tensor[] = [];
        let last: readonly Tensor[] = state();
        for (let i = 0; i < L; i++) {
          const t = reverse ? L - 1 - i : i;
          last = step(gates().select(1, t), last, weight(), bias());
          steps[t] = last[0]!;
        }
        return [all, join(stack(steps, 1), ...last)];
      });
      expect(worst).toBeLessThan(1e-6);
    }
  });

  it('starts from zeros without a state', async () => {
    const worst = await difference(() => [
      run(gates(), weight()),
      run(gates(), weight(), named(parts.map(() => zeros([N, H])))),
    ]);
    expect(worst).toBe(0);
  });

  it('treats each sequence as if it ended at its length', async () => {
    const lengths = [5, 1, 3];
    for (const reverse of [false, true]) {
      const all = await evaluate(() => {
        const own = tensor(lengths, { dtype: 'int32' });
        const options = { biasHh: bias(), ...named(state()), lengths: own, reverse };
        return run(gates(), weight(), options);
      });
      const alone = await evaluate(() =>
        concat(
          lengths.map((length, i) => {
            const own = named(state().map((part) => part.narrow(0, i, 1)));
            const short = gates().narrow(0, i, 1).narrow(1, 0, length);
            const result = run(short, weight(), { biasHh: bias(), ...own, reverse });
            const [output, last] = [
              result.narrow(1, 0, length),
              result.narrow(1, length, parts.length),
            ];
            return concat([output, zeros([1, L - length, H]), last], 1);
          }),
        ),
      );
      expect(all).toEqual(near(alone));
    }
  });

  it('keeps the state of a sequence without steps', async () => {
    const own = () => tensor([0, 0, 0], { dtype: 'int32' });
    const worst = await difference(() => [
      run(gates(), weight(), { ...named(state()), lengths: own() }),
      join(zeros([N, L, H]), ...state()),
    ]);
    expect(worst).toBe(0);
  });

  it('takes an empty batch', async () => {
    expect(await evaluate(() => run(zeros([0, L, G * H]), weight()))).toEqual([]);
  });

  it('names what does not fit', () => {
    const shapeFaults: readonly (readonly [string, () => Tensor])[] = [
      ['weightHh', () => run(gates(), ones([6]))],
      ['weightHh', () => run(gates(), ones([5, H]))],
      ['gates', () => run(ones([N, L, 5]), weight())],
      ['biasHh', () => run(gates(), weight(), { biasHh: ones([H + 1]) })],
      ...parts.map(
        (part) => [part, () => run(gates(), weight(), { [part]: ones([1, H]) })] as const,
      ),
      ['lengths', () => run(gates(), weight(), { lengths: arange(0, 2) })],
    ];
    for (const [argument, body] of shapeFaults) {
      expect(factsOf(ShapeError, body)).toMatchObject({ argument });
    }
    expect(factsOf(DTypeError, () => run(gates(), weight(), { lengths: ones([N]) }))).toMatchObject(
      { received: 'float32' },
    );
    for (const part of parts) {
      const whole = () => zeros([N, H], { dtype: 'int32' });
      expect(factsOf(DTypeError, () => run(gates(), weight(), { [part]: whole() }))).toMatchObject({
        received: 'int32',
      });
    }
    expect(factsOf(RangeFault, () => run(zeros([N, 0, G * H]), weight()))).toEqual({
      gates: [N, 0, G * H],
    });
  });
});
