import { grad, gradCheck } from '@rondo/autograd';
import {
  memory as liveTensors,
  ones,
  scaledDotProductAttention,
  scope,
  tensor,
  useBackend,
  type Tensor,
} from '@rondo/tensor';
import { assert, asyncProperty, boolean, constantFrom, integer, option, record } from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  attentionBackend,
  expectSameBits,
  inputsOf,
  kernel,
  noise,
  numbersOf,
  plain,
  restart,
  twin,
  type Attributes,
  type Case,
  type Inputs,
} from '../../../test/attention.ts';
import { soloContext } from '../../kernel-context.ts';
import { LinearMemory } from '../../linear-memory.ts';
import type { Team } from '../../threads/team.ts';
import { compiledModules } from '../assembler/index.ts';

/** Makes the calls of seven threads one after the other, the last first, each in the space of another thread. */
function turnsTeam(memory: LinearMemory): Team {
  const threads = 7;
  return {
    threads,
    ready: threads,
    register: () => 0,
    run({ call }, calls) {
      for (const [i, parameters] of [...calls.entries()].toReversed()) {
        call(i % threads, ...parameters);
      }
    },
    scratch: (bytes) => ({ pointer: memory.scratch(bytes * threads), step: bytes }),
    dispose: () => undefined,
  };
}

const memory = new LinearMemory();
const solo = soloContext(memory);
const alone = attentionBackend(solo);
const inTurns = attentionBackend({ ...solo, team: turnsTeam(memory) });

beforeEach(() => useBackend(alone));

/** Checks that no number differs by more than rounding; a NaN agrees with nothing. */
async function expectTwin(what: Case, attributes: Attributes): Promise<void> {
  const [actual, expected] = await numbersOf([kernel, twin], what, attributes);
  const excess = actual!.map((own, i) => {
    const wanted = expected![i]!;
    expect(own.length).toBe(wanted.length);
    const largest = wanted.reduce((most, x) => Math.max(most, Math.abs(x)), 1);
    const worst = own.reduce((most, x, j) => Math.max(most, Math.abs(x - wanted[j]!)), 0);
    return worst <= 1e-4 * largest ? 0 : worst;
  });
  expect(excess).toEqual(actual!.map(() => 0));
}

const size = (...odd: number[]) => constantFrom(1, 3, 7, 33, ...odd);
const axes = option(integer({ min: 0, max: 15 }), { freq: 2 });

const everything: Case = {
  N: 2,
  T1: 130,
  T2: 150,
  K: 1,
  G: 2,
  D: 12,
  E: 9,
  strided: true,
  mask: 15,
  bias: 14,
  hasLengths: true,
};

describe('attention', () => {
  it('equals its twin for every option, with its gradients', async () => {
    const cases = record({
      N: integer({ min: 1, max: 3 }),
      T1: size(2, 64, 65, 130),
      T2: size(16, 64, 70, 129),
      K: integer({ min: 1, max: 3 }),
      G: integer({ min: 1, max: 2 }),
      D: size(4, 16),
      E: size(8, 20),
      strided: boolean(),
      mask: axes,
      bias: axes,
      hasLengths: boolean(),
    });
    const attributes = record({
      scale: constantFrom(0.7, -1.5, 0),
      causal: boolean(),
      queryOffset: constantFrom(0, 0, 1, -2, 60),
      p: constantFrom(0, 0, 0.3, 1),
    });
    await assert(
      asyncProperty(cases, attributes, (own, chosen) => expectTwin(own, { ...plain, ...chosen })),
      { numRuns: 60 },
    );
  });

  it.each([1, 2, 3])('equals its twin for %i queries of a long cache', async (T1) => {
    const own = { N: 2, T1, T2: 515, K: 2, G: 2, D: 32, E: 40 };
    await expectTwin(own, plain);
    await expectTwin({ ...own, mask: 11, bias: 9, hasLengths: true, strided: true }, plain);
    await expectTwin(own, { ...plain, causal: true, queryOffset: 500, p: 0.2 });
  });

  it('weighs scores that lie far apart', async () => {
    for (const scale of [40, -40]) {
      await expectTwin({ N: 1, T1: 33, T2: 130, K: 1, G: 1, D: 3, E: 3 }, { ...plain, scale });
    }
  });

  it.each([
    [5, NaN],
    [1, NaN],
    [5, Infinity],
  ])('shows a number that is none in its own row alone: %i queries, %d', async (T1, number) => {
    const rows = Array.from({ length: T1 * 3 }, (_, i) => (i === 0 ? number : i / 10));
    const output = scope(() => {
      const query = tensor(rows, { shape: [1, T1, 1, 3] });
      const [key, value] = [noise([1, 70, 1, 3]), noise([1, 70, 1, 2])];
      return kernel([query, key, value, undefined, undefined, undefined], plain)[0]!;
    });
    const data = [...(await output.data())];
    output.dispose();
    expect(data.map(Number.isNaN)).toEqual(data.map((_, i) => i < 2));
  });

  it('has the gradients of difference quotients', async () => {
    const own: Case = { N: 2, T1: 3, T2: 5, K: 1, G: 2, D: 3, E: 2, mask: 15, hasLengths: true };
    for (const bias of [15, 14, 8, 3, 0]) {
      for (const chosen of [{}, { causal: true, queryOffset: 1 }, { p: 0.3 }]) {
        const inputs = inputsOf({ ...own, bias });
        const [query, key, value, mask, , lengths] = inputs;
        await gradCheck(
          (...given) => {
            const [q, k, v, b] = given as [Tensor, Tensor, Tensor, Tensor];
            const all: Inputs = [q, k, v, mask, b, lengths];
            return kernel(all, { ...plain, ...chosen })[0]!;
          },
          [query, key, value, inputs[4]!],
        );
        for (const input of inputs) input?.dispose();
      }
    }
  });

  it('gives the same bits wherever the work is cut', async () => {
    const manyHeads = { ...everything, N: 5, K: 3, T1: 65, T2: 33 };
    const fewHeads = { ...everything, N: 1, T1: 333, T2: 450, D: 40, E: 40 };
    for (const own of [everything, manyHeads, fewHeads, { ...fewHeads, bias: 3 }]) {
      for (const chosen of [{}, { causal: true, queryOffset: 60, p: 0.2 }]) {
        const [expected, actual] = await Promise.all(
          [alone, inTurns].map((backend) => {
            useBackend(backend);
            restart();
            return numbersOf([kernel], own, { ...plain, ...chosen });
          }),
        );
        expectSameBits(actual![0]!, expected![0]!);
      }
    }
  });

  it('needs memory in proportion to the length, forward and backward', () => {
    const peak = (T: number): number => {
      const fresh = new LinearMemory();
      useBackend(attentionBackend(soloContext(fresh)));
      scope(() => {
        const shape = [1, 1, T, 64];
        grad(
          (q, k, v) => scaledDotProductAttention(q, k, v, { causal: true }).sum(),
          [ones(shape), ones(shape), ones(shape)],
        );
      });
      return fresh.capacity;
    };
    // Scores alone would take 64 MiB, and as much again for their gradients.
    expect(peak(4096)).toBeLessThan(24 * 2 ** 20);
    expect(peak(2048)).toBeLessThan(16 * 2 ** 20);
  });

  it('saves nothing where no gradient is asked for, and leaves nothing behind', () => {
    const before = liveTensors();
    scope(() => {
      const inputs = inputsOf({ N: 1, T1: 3, T2: 5, K: 1, G: 1, D: 4, E: 4 });
      const made = liveTensors().tensors;
      kernel(inputs, plain);
      expect(liveTensors().tensors).toBe(made + 1);
    });
    expect(liveTensors()).toEqual(before);
  });

  it('compiles nothing more for other lengths', async () => {
    const run = (T: number) =>
      numbersOf([kernel], { N: 1, T1: T, T2: T + 1, K: 1, G: 1, D: 8, E: 8 }, plain);
    await run(1);
    const before = compiledModules();
    for (let T = 2; T <= 200; T += 11) await run(T);
    expect(compiledModules()).toBe(before);
  });
});
