import { grad } from '@rondo/autograd';
import { keep, memory as liveTensors, useBackend, type Tensor } from '@rondo/tensor';
import { assert, asyncProperty, boolean, constantFrom, integer, record } from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  differentiable,
  families,
  inputsOf,
  numbersOf,
  restart,
  resultsAndGradients,
  type Case,
  type FamilyName,
  type Run,
} from '../../../test/recurrent.ts';
import { CpuBackend } from '../../cpu-backend.ts';
import { soloContext } from '../../kernel-context.ts';
import { LinearMemory } from '../../linear-memory.ts';
import { compiledModules } from '../assembler/index.ts';
import { createMatmul } from '../matmul/index.ts';
import { createRecurrent } from './index.ts';

const memory = new LinearMemory();
const context = soloContext(memory);
const backend = new CpuBackend({
  memory,
  kernels: { matmul: createMatmul(context), fused: createRecurrent(context) },
});

beforeEach(() => useBackend(backend));

let starts = 0;

/** The kernel agrees with its composed twin, and leaves nothing behind but its reusable working space. */
async function check(what: Case): Promise<void> {
  const { kernel, twin } = families[what.family];
  const seed = (starts += 1);
  const { tensors } = liveTensors();
  const of = (run: Run): Promise<Float64Array[]> => {
    restart(seed);
    return numbersOf(() => resultsAndGradients(run, inputsOf(what), what.reverse ?? false));
  };
  const [own, expected] = [await of(kernel), await of(twin)];
  expect(own.map(({ length }) => length)).toEqual(expected.map(({ length }) => length));
  for (const [which, numbers] of own.entries()) {
    const wanted = expected[which]!;
    const scale = wanted.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1);
    const worst = numbers.reduce((largest, value, i) => {
      const error = Math.abs(value - wanted[i]!);
      return Number.isNaN(error) ? Infinity : Math.max(largest, error);
    }, 0);
    expect(worst / scale, `result or gradient ${which}`).toBeLessThan(which < 2 ? 2e-6 : 5e-6);
  }
  expect(liveTensors().tensors).toBe(tensors);
}

describe('the recurrent kernels', () => {
  it('equal their composed twins, forward and backward', async () => {
    await assert(
      asyncProperty(
        record({
          family: constantFrom(...(Object.keys(families) as FamilyName[])),
          N: integer({ min: 1, max: 9 }),
          L: integer({ min: 1, max: 7 }),
          H: integer({ min: 1, max: 21 }),
          hasBias: boolean(),
          hasLengths: boolean(),
          reverse: boolean(),
        }),
        check,
      ),
      { numRuns: 200 },
    );
  });

  describe.each(Object.keys(families) as FamilyName[])('%s', (family) => {
    it.each<Omit<Case, 'family'>>([
      { N: 1, L: 1, H: 1 },
      { N: 1, L: 40, H: 33, hasBias: true },
      { N: 1, L: 9, H: 33, hasBias: true, reverse: true, hasLengths: true },
      { N: 13, L: 1, H: 30, hasBias: true },
      { N: 13, L: 1, H: 30, reverse: true, hasLengths: true },
      { N: 33, L: 12, H: 95, hasBias: true, hasLengths: true },
      { N: 33, L: 12, H: 95, hasBias: true, hasLengths: true, reverse: true },
      { N: 101, L: 3, H: 300, hasBias: true },
      { N: 0, L: 4, H: 5, hasBias: true },
    ])('takes %o', (what) => check({ family, ...what }));

    it('passes the state through where there are no steps', async () => {
      const what = { family, N: 4, L: 0, H: 5, hasBias: true, hasLengths: true };
      const { kernel, gates, states } = families[family];
      const numbers = await numbersOf(() => {
        const inputs = inputsOf(what);
        const positions = differentiable(inputs);
        const gradients = grad(
          (...given: Tensor[]) => {
            const all = inputs.map((input, i) =>
              positions.includes(i) ? given[positions.indexOf(i)] : input,
            );
            const [, ...last] = kernel(all, true);
            return last.map((state) => state.sum()).reduce((a, b) => a.add(b));
          },
          positions.map((position) => inputs[position]!),
        );
        return [...kernel(inputs, true), ...states.map((state) => inputs[state]!), ...gradients];
      });
      const [output, ...rest] = numbers;
      expect(output).toHaveLength(0);
      expect(rest.slice(0, states.length)).toEqual(rest.slice(states.length, 2 * states.length));
      const own = rest.slice(2 * states.length);
      expect(own.map((values) => [...new Set(values)])).toEqual([
        [],
        [0],
        [0],
        ...states.map(() => [1]),
      ]);
      expect(own[1]).toHaveLength(gates * 25);
    });

    it('computes only the gradients that are wanted', async () => {
      const what = { family, N: 5, L: 4, H: 6, hasBias: true, hasLengths: true };
      const { kernel, twin, states } = families[family];
      for (const position of [0, 1, 2, ...states]) {
        for (let result = 0; result <= states.length; result++) {
          const gradientOf = (run: Run): Promise<Float64Array[]> => {
            restart(99);
            return numbersOf(() => {
              const inputs = inputsOf(what);
              return grad(
                (one) => {
                  const given = inputs.map((input, i) => (i === position ? one : input));
                  return run(given, false)[result]!.mul(2).sum();
                },
                [inputs[position]!],
              );
            });
          };
          const [own, expected] = [await gradientOf(kernel), await gradientOf(twin)];
          own[0]!.forEach((value, i) => expect(value).toBeCloseTo(expected[0]![i]!, 4));
        }
      }
    });

    it('keeps a sequence independent of the others in its batch', async () => {
      const run = (rows: number): Promise<Float64Array[]> => {
        restart(5);
        return numbersOf(() => {
          const inputs = inputsOf({ family, N: 8, L: 5, H: 12, hasLengths: true });
          const some = inputs.map((input, i) =>
            i === 1 || i === 2 ? input : input?.slice(0, 0, rows),
          );
          return [...families[family].kernel(some, true)];
        });
      };
      const [all, some] = [await run(8), await run(3)];
      some.forEach((numbers, i) => expect(numbers).toEqual(all[i]!.slice(0, numbers.length)));
    });

    it('gives the same results whether or not a gradient is wanted', async () => {
      const results = (isRecorded: boolean): Promise<Float64Array[]> => {
        restart(11);
        return numbersOf(() => {
          const inputs = inputsOf({ family, N: 3, L: 4, H: 9, hasBias: true });
          const [first, ...rest] = inputs;
          const run = (gates: Tensor): readonly Tensor[] =>
            families[family].kernel([gates, ...rest], false);
          if (!isRecorded) return [...run(first!)];
          let kept: readonly Tensor[] = [];
          grad(
            (gates) => {
              kept = run(gates).map((result) => keep(result.clone()));
              return kept[0]!.sum();
            },
            [first!],
          );
          return [...kept];
        });
      };
      expect(await results(false)).toEqual(await results(true));
    });

    it('compiles nothing for new sizes and frees its working space', async () => {
      await check({ family, N: 2, L: 200, H: 8 });
      const modules = compiledModules();
      const { bytesInUse } = memory;
      for (const L of [1, 2, 3, 50, 199, 200]) await check({ family, N: 2, L, H: 8 });
      expect(compiledModules()).toBe(modules);
      expect(memory.bytesInUse).toBe(bytesInUse);
    });
  });
});
