import type { AdamStep, Operand } from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import {
  expectSameWords,
  type Layout,
  numbersOf,
  place,
  setNumbers,
  wordsAfter,
} from '../../../test/placed.ts';
import { soloContext } from '../../kernel-context.ts';
import { LinearMemory } from '../../linear-memory.ts';
import * as reference from '../../reference/index.ts';
import { createCopy } from '../copy/index.ts';
import { createAdam } from './index.ts';

const memory = new LinearMemory();
const adam = createAdam(soloContext(memory), createCopy(soloContext(memory)).copy);

const step: AdamStep = {
  learningRate: 0.01,
  beta1: 0.9,
  beta2: 0.999,
  eps: 1e-8,
  weightDecay: 0,
  decoupled: false,
  correction1: 1 - 0.9 ** 3,
  correction2: 1 - 0.999 ** 3,
};

const steps: Readonly<Record<string, AdamStep>> = {
  plain: step,
  coupled: { ...step, weightDecay: 0.1 },
  decoupled: { ...step, weightDecay: 0.1, decoupled: true },
  'with large ε': { ...step, eps: 0.5 },
};

/** Numbers around zero; `floor` 0 makes them positive. */
const wave = (count: number, speed: number, floor: number): number[] =>
  Array.from({ length: count }, (_, i) => Math.max(Math.sin(i * speed + 1), floor));

interface State {
  readonly parameter: Operand;
  readonly gradient: Operand;
  readonly mean: Operand;
  readonly variance: Operand;
}

function state(shape: readonly number[], gradient: Layout = {}): State {
  const count = shape.reduce((product, size) => product * size, 1);
  const filled = (speed: number, floor = -1): Operand => {
    const operand = place(memory, shape);
    setNumbers(memory, operand, wave(count, speed, floor));
    return operand;
  };
  return {
    parameter: filled(0.37),
    gradient: place(memory, shape, gradient),
    mean: filled(0.91),
    variance: filled(0.53, 0),
  };
}

function checkAgainstReference(own: State, chosen: AdamStep): void {
  const { parameter, mean, variance } = own;
  const operands = [parameter, mean, variance];
  const kept = operands.map((operand) => numbersOf(memory, operand));
  reference.adam(memory, [own], chosen);
  const expected = operands.map((operand) => numbersOf(memory, operand));
  operands.forEach((operand, i) => setNumbers(memory, operand, [...kept[i]!]));
  expect(adam([own], chosen)).toBe(true);
  operands.forEach((operand, i) => {
    const actual = numbersOf(memory, operand);
    expect(actual.length).toBe(expected[i]!.length);
    const excess = actual.map((value, at) => {
      const wanted = expected[i]![at]!;
      return Math.abs(value - wanted) / (1e-6 + 1e-6 * Math.abs(wanted));
    });
    expect(excess.findIndex((value) => !(value <= 1))).toBe(-1);
  });
}

describe.each(Object.entries(steps))('adam, %s', (_, chosen) => {
  it.each([0, 1, 3, 4, 5, 7, 33, 127, 9999])('%i elements', (size) => {
    checkAgainstReference(state([size]), chosen);
  });

  it.each<Layout>([
    { order: [1, 0] },
    { steps: ['still', 'still'] },
    { steps: ['still', 'dense'] },
    { steps: ['flipped', 'spread'] },
  ])('a gradient with layout %o', (layout) => {
    checkAgainstReference(state([7, 9], layout), chosen);
  });
});

describe('adam', () => {
  it('writes nothing around its operands', () => {
    const { parameter, gradient, mean, variance } = state([6]);
    for (const operand of [parameter, mean, variance]) {
      const before = wordsAfter(memory, operand, () => undefined);
      const after = wordsAfter(memory, operand, () =>
        adam([{ parameter, gradient, mean, variance }], step),
      );
      const changed = [...after.keys()].filter((i) => after[i] !== before[i]);
      expect(changed.every((i) => i >= operand.offset && i < operand.offset + 6)).toBe(true);
      expect(changed.length).toBeGreaterThan(0);
    }
  });

  it('leaves strided parameters to the reference, untouched', () => {
    const { gradient, mean, variance } = state([5, 6]);
    const parameter = place(memory, [5, 6], { order: [1, 0] });
    const before = wordsAfter(memory, mean, () => undefined);
    const after = wordsAfter(memory, mean, () =>
      expect(adam([{ parameter, gradient, mean, variance }], step)).toBe(false),
    );
    expectSameWords(after, before);
  });
});
