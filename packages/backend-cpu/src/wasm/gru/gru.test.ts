import { grad } from '@rondo/autograd';
import {
  gruSequenceFused,
  memory as liveTensors,
  scope,
  tensor,
  useBackend,
  type Tensor,
} from '@rondo/tensor';
import { assert, asyncProperty, boolean, integer, record } from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { CpuBackend } from '../../cpu-backend.ts';
import { soloContext } from '../../kernel-context.ts';
import { LinearMemory } from '../../linear-memory.ts';
import { compiledModules } from '../assembler/index.ts';
import { createMatmul } from '../matmul/index.ts';
import { createGruSequence } from './index.ts';

const memory = new LinearMemory();
const backend = new CpuBackend(memory, {
  matmul: createMatmul(soloContext(memory)),
  fused: { gruSequence: createGruSequence(soloContext(memory)) },
});

beforeEach(() => useBackend(backend));

interface Case {
  readonly N: number;
  readonly L: number;
  readonly H: number;
  readonly hasBias?: boolean;
  readonly hasLengths?: boolean;
  readonly reverse?: boolean;
}

let seed = 7;

function noise(shape: readonly number[], scale = 1): Tensor {
  const count = shape.reduce((product, size) => product * size, 1);
  const numbers = Float32Array.from({ length: count }, () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return scale * (seed / 2 ** 31 - 1);
  });
  return tensor(numbers).reshape(shape);
}

type Inputs = Parameters<typeof gruSequenceFused.run>[0];

function inputsOf({ N, L, H, hasBias = false, hasLengths = false }: Case): Inputs {
  const lengths = Int32Array.from({ length: N }, (_, n) => (n * 5 + 1) % (L + 2));
  return [
    noise([N, L, 3 * H], 2),
    noise([3 * H, H], 1.5 / Math.sqrt(H)),
    hasBias ? noise([3 * H]) : undefined,
    noise([N, H]),
    hasLengths ? tensor(lengths, { dtype: 'int32' }) : undefined,
  ];
}

type Run = (inputs: Inputs, attributes: { reverse: boolean }) => readonly Tensor[];

const kernel: Run = (inputs, attributes) => gruSequenceFused.run(inputs, attributes);
const twin: Run = (inputs, attributes) => gruSequenceFused.composed(inputs, attributes);

/** The results, then the gradients of their weighed sum for all inputs that have one. */
function resultsAndGradients(run: Run, inputs: Inputs, reverse: boolean): Tensor[] {
  const lengths = inputs[4];
  const wanted = inputs.slice(0, 4).filter((input) => input !== undefined);
  const fill = (given: readonly Tensor[]): Inputs => {
    const rest = [...given];
    return [rest.shift()!, rest.shift()!, inputs[2] && rest.shift(), rest.shift()!, lengths];
  };
  const weights = run(inputs, { reverse }).map((result) => noise(result.shape));
  const gradients = grad((...given: Tensor[]) => {
    const results = run(fill(given), { reverse });
    const sums = results.map((result, i) => result.mul(weights[i]!).sum());
    return sums[0]!.add(sums[1]!);
  }, wanted);
  return [...run(inputs, { reverse }), ...gradients];
}

async function numbersOf(body: () => Tensor[]): Promise<Float64Array[]> {
  const tensors = scope(body);
  const numbers = await Promise.all(
    tensors.map(async (own) => Float64Array.from(await own.data())),
  );
  for (const own of tensors) own.dispose();
  return numbers;
}

/** The kernel agrees with its composed twin, and leaves nothing behind but its reusable working space. */
async function check(what: Case): Promise<void> {
  const start = seed;
  const { tensors } = liveTensors();
  const [own, expected] = [
    await numbersOf(() => resultsAndGradients(kernel, inputsOf(what), what.reverse ?? false)),
    await ((seed = start),
    numbersOf(() => resultsAndGradients(twin, inputsOf(what), what.reverse ?? false))),
  ];
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

describe('the GRU kernel', () => {
  it('equals its composed twin, forward and backward', async () => {
    await assert(
      asyncProperty(
        record({
          N: integer({ min: 1, max: 9 }),
          L: integer({ min: 1, max: 7 }),
          H: integer({ min: 1, max: 21 }),
          hasBias: boolean(),
          hasLengths: boolean(),
          reverse: boolean(),
        }),
        check,
      ),
      { numRuns: 150 },
    );
  });

  it.each<Case>([
    { N: 1, L: 1, H: 1 },
    { N: 1, L: 40, H: 33, hasBias: true },
    { N: 1, L: 9, H: 33, hasBias: true, reverse: true, hasLengths: true },
    { N: 13, L: 1, H: 30, hasBias: true },
    { N: 13, L: 1, H: 30, reverse: true, hasLengths: true },
    { N: 33, L: 12, H: 95, hasBias: true, hasLengths: true },
    { N: 33, L: 12, H: 95, hasBias: true, hasLengths: true, reverse: true },
    { N: 101, L: 3, H: 300, hasBias: true },
    { N: 0, L: 4, H: 5, hasBias: true },
  ])('takes %o', check);

  it('passes the state through where there are no steps', async () => {
    const [output, hidden, h0, ...own] = await numbersOf(() => {
      const inputs = inputsOf({ N: 4, L: 0, H: 5, hasBias: true, hasLengths: true });
      const run = (...given: Tensor[]): readonly Tensor[] =>
        kernel([...given, inputs[4]] as unknown as Inputs, { reverse: true });
      const given = inputs.slice(0, 4) as Tensor[];
      const gradients = grad((...wanted: Tensor[]) => run(...wanted)[1]!.sum(), given);
      return [...run(...given), inputs[3], ...gradients];
    });
    expect(output).toHaveLength(0);
    expect(hidden).toEqual(h0);
    expect(own.map((numbers) => [...new Set(numbers)])).toEqual([[], [0], [0], [1]]);
  });

  it('computes only the gradients that are wanted', async () => {
    const what = { N: 5, L: 4, H: 6, hasBias: true, hasLengths: true };
    for (const position of [0, 1, 2, 3]) {
      for (const result of [0, 1]) {
        const gradientOf = (run: Run): Promise<Float64Array[]> => {
          seed = 99;
          return numbersOf(() => {
            const inputs = inputsOf(what);
            return grad(
              (one) => {
                const given = inputs.map((input, i) => (i === position ? one : input));
                const results = run(given as unknown as Inputs, { reverse: false });
                return results[result]!.mul(2).sum();
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
      seed = 5;
      return numbersOf(() => {
        const [gates, weight, bias, h0, lengths] = inputsOf({
          N: 8,
          L: 5,
          H: 12,
          hasLengths: true,
        });
        const part = (whole: Tensor): Tensor => whole.slice(0, 0, rows);
        const inputs: Inputs = [part(gates), weight, bias, part(h0), lengths && part(lengths)];
        return [...kernel(inputs, { reverse: true })];
      });
    };
    const [all, some] = [await run(8), await run(3)];
    some.forEach((numbers, i) =>
      numbers.forEach((value, at) => expect(value).toBeCloseTo(all[i]![at]!, 5)),
    );
  });

  it('compiles nothing for new sizes and frees its working space', async () => {
    await check({ N: 2, L: 200, H: 8 });
    const modules = compiledModules();
    const { bytesInUse } = memory;
    for (const L of [1, 2, 3, 50, 199, 200]) await check({ N: 2, L, H: 8 });
    expect(compiledModules()).toBe(modules);
    expect(memory.bytesInUse).toBe(bytesInUse);
  });
});
