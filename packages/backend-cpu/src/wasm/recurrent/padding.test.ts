import { grad } from '@rondo/autograd';
import { tensor, useBackend, type Tensor } from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import {
  differentiable,
  families,
  inputsOf,
  numbersOf,
  restart,
  type Case,
  type FamilyName,
  type Inputs,
} from '../../../test/recurrent.ts';
import { CpuBackend } from '../../cpu-backend.ts';
import { soloContext } from '../../kernel-context.ts';
import { createMatmul } from '../matmul/index.ts';
import { createRecurrent } from './index.ts';

const context = soloContext();
useBackend(
  new CpuBackend({
    memory: context.memory,
    kernels: { matmul: createMatmul(context), fused: createRecurrent(context) },
  }),
);

const [N, L, H] = [4, 5, 6];
/** Of which one sequence has no step at all. */
const lengths = [3, 5, 0, 1];

/** Whether a step of a sequence is padding. */
const isPadding = (n: number, t: number): boolean => t >= lengths[n]!;

/** x `[N, ..]` with `bad` where `chosen`, `[N, 1..]`, is true. */
const spoil = (x: Tensor, chosen: boolean[], shape: number[], bad: number): Tensor =>
  tensor(chosen, { shape, dtype: 'bool' }).where(bad, x);

/** The results, then the gradients of their weighed sums, where padding of gates and of the results' gradients holds `bad`. */
function results(
  family: FamilyName,
  way: 'kernel' | 'twin',
  reverse: boolean,
  bad: number,
): Promise<Float64Array[]> {
  const what: Case = { family, N, L, H, hasBias: true };
  const run = families[family][way];
  restart(3);
  return numbersOf(() => {
    const steps = Array.from({ length: N * L }, (_, i) => isPadding(Math.floor(i / L), i % L));
    const noSteps = lengths.map((length) => length === 0);
    const all: Inputs = inputsOf(what).map((input, position) => {
      if (position === 4) return tensor(Int32Array.from(lengths));
      if (position === 0) return spoil(input!, steps, [N, L, 1], bad);
      return position === 3 || position === 5 ? spoil(input!, noSteps, [N, 1], bad) : input;
    });
    const positions = differentiable(all);
    const gradients = grad(
      (...given: Tensor[]) => {
        const own = all.map((input, i) =>
          positions.includes(i) ? given[positions.indexOf(i)] : input,
        );
        const [output, ...last] = run(own, reverse);
        const weight = spoil(output!.detach().mul(0).add(0.5), steps, [N, L, 1], bad);
        const kept = last.map((state) => spoil(state, noSteps, [N, 1], 0));
        return [output!.mul(weight), ...kept].map((x) => x.sum()).reduce((a, b) => a.add(b));
      },
      positions.map((position) => all[position]!),
    );
    // The state of a sequence without steps is what it was given.
    const [output, ...last] = run(all, reverse);
    return [output!, ...last.map((state) => spoil(state, noSteps, [N, 1], 0)), ...gradients];
  });
}

describe.each(['kernel', 'twin'] as const)('%s: padding has no influence', (way) => {
  it.each(Object.keys(families) as FamilyName[])('on %s, be it NaN or infinite', async (family) => {
    for (const reverse of [false, true]) {
      const expected = await results(family, way, reverse, 0);
      for (const bad of [NaN, Infinity, -Infinity]) {
        const own = await results(family, way, reverse, bad);
        own.forEach((numbers, part) =>
          expect([part, ...numbers]).toEqual([part, ...expected[part]!]),
        );
      }
    }
  });

  it('nor has the last output, be it infinite, on the padding behind it', async () => {
    const { [way]: run } = families['rnn relu'];
    const [gradient] = await numbersOf(() => {
      const gates = tensor([1, Infinity, 1, 1], { shape: [1, 4, 1] });
      const steps = tensor(Int32Array.of(2));
      const state = tensor([[0]]);
      return grad(
        (weight) => run([gates, weight, undefined, state, steps], false)[0]!.sum(),
        [tensor([[1]])],
      );
    });
    expect([...gradient!]).toEqual([1]);
  });
});
