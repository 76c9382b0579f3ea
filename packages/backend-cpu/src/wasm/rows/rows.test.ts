import { RangeFault, type Operand } from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { numbersOf, place, release, setNumbers } from '../../../test/placed.ts';
import { soloContext } from '../../kernel-context.ts';
import { LinearMemory } from '../../linear-memory.ts';
import * as reference from '../../reference/index.ts';
import { compiledModules } from '../assembler/index.ts';
import { createCopy } from '../copy/index.ts';
import { createRows } from './index.ts';

const memory = new LinearMemory();
const { reduce, fused } = createRows(soloContext(memory), createCopy(soloContext(memory)).copy);
const { softmax, logSoftmax, layerNorm, crossEntropy } = fused;
const sizes = [1, 3, 4, 5, 7, 33, 127, 9999];

/** A row-major operand with given numbers, or any. */
function operand(
  shape: readonly number[],
  numbers?: readonly number[],
  dtype: 'float32' | 'int32' = 'float32',
): Operand {
  const made = place(memory, shape, {}, dtype);
  if (numbers) setNumbers(memory, made, numbers);
  return made;
}

const wave = (count: number, scale = 3): number[] =>
  Array.from({ length: count }, (_, i) => scale * Math.sin(i * 1.7 + (i % 11)));

/** Checks |actual - expected| ≤ 10⁻⁶ + 10⁻⁵ |expected|. */
function expectNear(actual: ArrayLike<number>, expected: readonly number[], atol = 1e-6): void {
  const bad = expected.findIndex((wanted, i) => {
    if (Object.is(actual[i], wanted) || actual[i] === wanted) return false;
    return !(Math.abs(actual[i]! - wanted) <= atol + 1e-5 * Math.abs(wanted));
  });
  expect([bad, actual[bad]]).toEqual([-1, undefined]);
}

/** The numbers of a row-major operand, rounded to float32, row by row. */
function rowsIn(x: Operand): number[][] {
  const size = x.shape.at(-1)!;
  const all = [...numbersOf(memory, x)];
  return Array.from({ length: all.length / size }, (_, i) => all.slice(i * size, (i + 1) * size));
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

function exactLogSoftmax(row: readonly number[]): number[] {
  const max = row.reduce((a, b) => Math.max(a, b));
  const logSum = Math.log(sum(row.map((x) => Math.exp(x - max))));
  return row.map((x) => x - max - logSum);
}

describe('softmax', () => {
  it.each(sizes)('of rows of %i, and its gradient', (size) => {
    const [x, y, g] = [
      operand([5, size], wave(5 * size, 20)),
      operand([5, size]),
      operand([5, size]),
    ];
    const xGradient = operand([5, size]);
    for (const [kernel, isLog] of [
      [softmax, false],
      [logSoftmax, true],
    ] as const) {
      kernel.forward([x], [y], {});
      const logs = rowsIn(x).map(exactLogSoftmax);
      expectNear(
        numbersOf(memory, y),
        logs.flat().map((l) => (isLog ? l : Math.exp(l))),
        3e-6,
      );
      setNumbers(memory, g, wave(5 * size, 1));
      kernel.backward({ inputs: [x], outputs: [y] }, [g], [xGradient], {});
      const gradients = rowsIn(g).map((row, i) => {
        const p = logs[i]!.map(Math.exp);
        const total = sum(isLog ? row : row.map((own, j) => own * p[j]!));
        return row.map((own, j) => (isLog ? own - p[j]! * total : p[j]! * (own - total)));
      });
      expectNear(numbersOf(memory, xGradient), gradients.flat(), 2e-5);
    }
    release(memory, [x, y, g, xGradient]);
  });

  it('of masked, huge and impossible rows', () => {
    const rows = [
      [0, -Infinity, 1, -Infinity, 2],
      [-Infinity, -Infinity, -Infinity, -Infinity, -Infinity],
      [1e4, 1e4 - 1, -1e4, 0, 1e30],
      [1, 2, NaN, 4, 5],
      [1, 2, 3, 4, NaN],
      [3, -Infinity, -Infinity, -Infinity, -Infinity],
    ];
    const [x, y] = [operand([6, 5], rows.flat()), operand([6, 5])];
    softmax.forward([x], [y], {});
    const p = rowsIn(x).map((row) => exactLogSoftmax(row).map(Math.exp));
    expectNear(numbersOf(memory, y), p.flat());
    expect(rowsIn(y)[3]).toEqual([NaN, NaN, NaN, NaN, NaN]);
    logSoftmax.forward([x], [y], {});
    expectNear(numbersOf(memory, y), rowsIn(x).flatMap(exactLogSoftmax));
    release(memory, [x, y]);
  });
});

describe('layerNorm', () => {
  it.each(sizes)('of rows of %i, and its gradients', (size) => {
    const rows = size > 1000 ? 3 : 70;
    const shape = [rows, size];
    const [x, g] = [operand(shape, wave(rows * size)), operand(shape, wave(rows * size, 1))];
    const weight = operand([size], wave(size, 2));
    const bias = operand([size], wave(size, 1));
    const [y, xGradient] = [operand(shape), operand(shape)];
    const [means, scales] = [operand([rows]), operand([rows])];
    const [weightGradient, biasGradient] = [operand([size]), operand([size])];
    const eps = 1e-2;
    layerNorm.forward([x, weight, bias], [y, means, scales], { eps });
    const saved = { inputs: [x, weight, bias], outputs: [y, means, scales] };
    const gradients = [xGradient, weightGradient, biasGradient];
    layerNorm.backward(saved, [g], gradients, { eps });

    const [w, b] = [rowsIn(weight)[0]!, rowsIn(bias)[0]!];
    const exact = rowsIn(x).map((row, i) => {
      const mean = sum(row) / size;
      const scale = (sum(row.map((own) => (own - mean) ** 2)) / size + eps) ** -0.5;
      const normal = row.map((own) => (own - mean) * scale);
      const gradient = rowsIn(g)[i]!;
      const weighted = gradient.map((own, j) => own * w[j]!);
      const along = sum(weighted.map((own, j) => own * normal[j]!)) / size;
      const plain = sum(weighted) / size;
      return {
        normal,
        y: normal.map((own, j) => own * w[j]! + b[j]!),
        xGradient: weighted.map((own, j) => scale * (own - plain - normal[j]! * along)),
        weightGradient: gradient.map((own, j) => own * normal[j]!),
        biasGradient: gradient,
      };
    });
    const total = (pick: (row: (typeof exact)[0]) => number[]): number[] =>
      w.map((_, j) => sum(exact.map((row) => pick(row)[j]!)));
    expectNear(
      numbersOf(memory, y),
      exact.flatMap((row) => row.y),
      1e-5,
    );
    expectNear(
      numbersOf(memory, xGradient),
      exact.flatMap((row) => row.xGradient),
      2e-5,
    );
    expectNear(
      numbersOf(memory, weightGradient),
      total((row) => row.weightGradient),
      1e-5,
    );
    expectNear(
      numbersOf(memory, biasGradient),
      total((row) => row.biasGradient),
      1e-5,
    );

    layerNorm.forward([x, undefined, undefined], [y, means, scales], { eps });
    expectNear(
      numbersOf(memory, y),
      exact.flatMap((row) => row.normal),
      1e-5,
    );
    const bare = { inputs: [x, undefined, undefined], outputs: [y, means, scales] };
    layerNorm.backward(bare, [g], [xGradient, undefined, undefined], { eps });
    expect(numbersOf(memory, xGradient).every(Number.isFinite)).toBe(true);
    release(memory, [x, g, weight, bias, y, means, scales, ...gradients]);
  });
});

describe('crossEntropy', () => {
  const ignoreIndex = -100;

  it.each(sizes)('over %i classes, and its gradient', (classes) => {
    for (const labelSmoothing of [0, 0.1, 1]) {
      const attributes = { ignoreIndex, labelSmoothing };
      const classOf = [classes - 1, ignoreIndex, 0, classes >> 1, ignoreIndex];
      const logits = operand([5, classes], wave(5 * classes, 20));
      const targets = operand([5], classOf, 'int32');
      const lossGradients = [1, 2, -3, 0.5, 4];
      const [losses, logSums, g] = [operand([5]), operand([5]), operand([5], lossGradients)];
      const gradient = operand([5, classes]);
      crossEntropy.forward([logits, targets], [losses, logSums], attributes);
      const saved = { inputs: [logits, targets], outputs: [losses, logSums] };
      crossEntropy.backward(saved, [g], [gradient, undefined], attributes);
      const logs = rowsIn(logits).map(exactLogSoftmax);
      const wanted = logs.map((row, i) => {
        const target = classOf[i]!;
        if (target === ignoreIndex) return 0;
        return -(1 - labelSmoothing) * row[target]! - (labelSmoothing / classes) * sum(row);
      });
      const wantedGradient = logs.flatMap((row, i) =>
        row.map((l, c) => {
          if (classOf[i] === ignoreIndex) return 0;
          const label = (1 - labelSmoothing) * Number(c === classOf[i]) + labelSmoothing / classes;
          return lossGradients[i]! * (Math.exp(l) - label);
        }),
      );
      expectNear(numbersOf(memory, losses), wanted, 3e-6);
      expectNear(numbersOf(memory, gradient), wantedGradient, 2e-5);
      release(memory, [logits, targets, losses, logSums, g, gradient]);
    }
  });

  it('keeps its digits where logits are large', () => {
    const logits = operand([1, 3], [5000, 4999, 4990]);
    const [targets, losses, logSums] = [operand([1], [1], 'int32'), operand([1]), operand([1])];
    const attributes = { ignoreIndex, labelSmoothing: 0 };
    crossEntropy.forward([logits, targets], [losses, logSums], attributes);
    expectNear(numbersOf(memory, losses), [-exactLogSoftmax([5000, 4999, 4990])[1]!]);
    release(memory, [logits, targets, losses, logSums]);
  });

  it('allows classes of probability 0', () => {
    const logits = operand([2, 3], [0, -Infinity, 1, 0, -Infinity, 1]);
    const [targets, losses, logSums] = [operand([2], [0, 1], 'int32'), operand([2]), operand([2])];
    const attributes = { ignoreIndex, labelSmoothing: 0 };
    crossEntropy.forward([logits, targets], [losses, logSums], attributes);
    expectNear(numbersOf(memory, losses), [Math.log(1 + Math.E), Infinity]);
    release(memory, [logits, targets, losses, logSums]);
  });

  it('is infinite, not NaN, where smoothing is 1 and a class has probability 0', () => {
    const logits = operand([2, 2], [1, -Infinity, -Infinity, 1]);
    const [targets, losses, logSums] = [operand([2], [1, 1], 'int32'), operand([2]), operand([2])];
    const attributes = { ignoreIndex, labelSmoothing: 1 };
    crossEntropy.forward([logits, targets], [losses, logSums], attributes);
    expectNear(numbersOf(memory, losses), [Infinity, Infinity]);
    const [g, gradient] = [operand([2], [1, 1]), operand([2, 2])];
    const saved = { inputs: [logits, targets], outputs: [losses, logSums] };
    crossEntropy.backward(saved, [g], [gradient, undefined], attributes);
    expectNear(numbersOf(memory, gradient), [0.5, -0.5, -0.5, 0.5]);
    release(memory, [logits, targets, losses, logSums, g, gradient]);
  });

  it.each([-1, 7, 2 ** 31 - 1])('refuses the target %i of 7 classes', (target) => {
    const logits = operand([2, 7]);
    const targets = operand([2], [3, target], 'int32');
    const [losses, logSums] = [operand([2]), operand([2])];
    const attributes = { ignoreIndex, labelSmoothing: 0 };
    const forward = () => crossEntropy.forward([logits, targets], [losses, logSums], attributes);
    expect(forward).toThrow(RangeFault);
    expect(forward).toThrow(`crossEntropy: index ${target} is outside axis 1 of size 7`);
    release(memory, [logits, targets, losses, logSums]);
  });
});

describe('reduce', () => {
  const shapes = [[7], [3, 1], [1, 33], [5, 127], [2, 3, 7], [2, 9999], [9999, 2], [70, 5, 3]];

  it.each(shapes)('of [%i, %i, %i] along every span of axes', (...given) => {
    const shape = given.filter((size) => size !== undefined);
    for (let first = 0; first < shape.length; first++) {
      for (let last = first; last < shape.length; last++) {
        const axes = shape.map((_, i) => i).slice(first, last + 1);
        const kept = shape.map((size, i) => (axes.includes(i) ? 1 : size));
        for (const order of [shape.map((_, i) => i), shape.map((_, i) => i).toReversed()]) {
          const input = place(memory, shape, { order });
          const [output, expected] = [operand(kept), operand(kept)];
          for (const kind of ['sum', 'max', 'min'] as const) {
            expect(reduce(kind, input, axes, output)).toBe(true);
            reference.reduce(memory, kind, input, axes, expected);
            expectNear(numbersOf(memory, output), [...numbersOf(memory, expected)], 0.01);
          }
          release(memory, [input, output, expected]);
        }
      }
    }
  });

  it.each<[number[], number[]]>([
    [
      [3, 5, 7],
      [0, 2],
    ],
    [
      [1, 5, 7, 3],
      [1, 3],
    ],
    [
      [33, 3, 5, 7],
      [0, 2, 3],
    ],
    [
      [3, 5, 7, 9, 2],
      [0, 2, 4],
    ],
    [
      [2, 9999, 3],
      [0, 2],
    ],
    [
      [4, 3, 0],
      [0, 2],
    ],
  ])('of %j along %j, between which an axis stays', (shape, axes) => {
    const kept = shape.map((size, i) => (axes.includes(i) ? 1 : size));
    for (const order of [shape.map((_, i) => i), shape.map((_, i) => i).toReversed()]) {
      const input = place(memory, shape, { order });
      const [output, expected] = [operand(kept), operand(kept)];
      for (const kind of ['sum', 'max', 'min'] as const) {
        expect(reduce(kind, input, axes, output)).toBe(true);
        reference.reduce(memory, kind, input, axes, expected);
        expectNear(numbersOf(memory, output), [...numbersOf(memory, expected)], 0.01);
      }
      release(memory, [input, output, expected]);
    }
  });

  it.each(sizes)('chooses the first extreme of rows of %i', (size) => {
    const numbers = wave(6 * size).map((x) => Math.round(x));
    numbers[size - 1] = NaN;
    numbers.fill(-Infinity, size, 2 * size);
    numbers.fill(Infinity, 2 * size, 3 * size);
    const input = operand([6, size], numbers);
    const [output, expected] = [
      operand([6, 1], undefined, 'int32'),
      operand([6, 1], undefined, 'int32'),
    ];
    for (const kind of ['argmax', 'argmin'] as const) {
      expect(reduce(kind, input, [1], output)).toBe(true);
      reference.reduce(memory, kind, input, [1], expected);
      expect([...numbersOf(memory, output)]).toEqual([...numbersOf(memory, expected)]);
    }
    release(memory, [input, output, expected]);
  });

  it('keeps its digits over a million elements', () => {
    const [x, all] = [operand([1000, 1000]), operand([1, 1])];
    setNumbers(
      memory,
      x,
      Array.from({ length: 1e6 }, () => 0.1),
    );
    const columns = operand([1, 1000]);
    reduce('sum', x, [0, 1], all);
    reduce('sum', x, [0], columns);
    expect(Math.abs(numbersOf(memory, all)[0]! / (1e6 * Math.fround(0.1)) - 1)).toBeLessThan(1e-6);
    for (const column of numbersOf(memory, columns)) {
      expect(Math.abs(column / (1e3 * Math.fround(0.1)) - 1)).toBeLessThan(2e-6);
    }
    release(memory, [x, all, columns]);
  });

  it('leaves integers, products and inner places to the reference', () => {
    const [x, output] = [operand([3, 4, 5]), operand([1, 4, 1])];
    const whole = operand([3, 4, 5], undefined, 'int32');
    expect(reduce('argmin', x, [0, 2], output)).toBe(false);
    expect(reduce('sum', whole, [0, 1, 2], output)).toBe(false);
    expect(reduce('prod', x, [0, 1, 2], output)).toBe(false);
    expect(reduce('argmax', x, [1], output)).toBe(false);
    release(memory, [x, whole, output]);
  });
});

it('gives the copy of a strided operand back when a kernel fails', () => {
  const small = new LinearMemory();
  const failing = createRows(soloContext(small), () => {
    throw new Error('in the copy');
  });
  const [x, output] = [place(small, [3, 5], { order: [1, 0] }), place(small, [3, 1])];
  const used = small.bytesInUse;
  expect(() => failing.reduce('sum', x, [1], output)).toThrow('in the copy');
  expect(small.bytesInUse).toBe(used);
});

it('keeps no memory but its working space', () => {
  const used = memory.bytesInUse;
  memory.scratch(2 ** 24);
  expect(memory.bytesInUse - 2 ** 24).toBe(0);
  expect(used).toBeLessThan(2 ** 24);
});

it('compiles no more modules, whatever the sizes', () => {
  const run = (size: number): void => {
    const [x, y, total] = [operand([3, size]), operand([3, size]), operand([3, 1])];
    softmax.forward([x], [y], {});
    reduce('sum', x, [1], total);
    release(memory, [x, y, total]);
  };
  run(999);
  const before = compiledModules();
  for (let size = 1; size <= 200; size++) run(size);
  expect(compiledModules()).toBe(before);
});
