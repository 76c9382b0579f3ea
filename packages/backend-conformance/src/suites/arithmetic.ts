import {
  arithmeticDefinitions,
  type ArithmeticDefinition,
  type ArithmeticKind,
  type DType,
  type Shape,
} from '@rondo/tensor';
import { describe, it } from 'vitest';
import { resultOf, unset, type Context } from '../context.ts';
import { exactly, expectClose, type Tolerance } from '../expect-close.ts';
import { layoutNames, place, type LayoutName } from '../layouts.ts';
import { broadcastPairs, shapes } from '../shapes.ts';
import { at, noise, valuesOf, type Values } from '../values.ts';

type NumberFunction = (a: number, b: number) => number;

/** Formulas other than those of the definitions; the definition is the formula of every other function. */
const expectations: Readonly<Partial<Record<ArithmeticKind, NumberFunction>>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  pow: (a, b) => (b === 0 || a === 1 || (a === -1 && Math.abs(b) === Infinity) ? 1 : a ** b),
  maximum: (a, b) => (a !== a || b !== b ? NaN : a > b ? a : b),
  minimum: (a, b) => (a !== a || b !== b ? NaN : a < b ? a : b),
  wherePositive: (a, b) => (b > 0 || b !== b ? a : 0),
};

/** Those that IEEE 754 rounds to one right answer. */
const roundedOnce: readonly ArithmeticKind[] = [
  'add',
  'sub',
  'mul',
  'maximum',
  'minimum',
  'wherePositive',
];

const definitions: Readonly<Record<ArithmeticKind, ArithmeticDefinition>> = arithmeticDefinitions;

const expectationOf = (kind: ArithmeticKind): NumberFunction =>
  expectations[kind] ?? definitions[kind].value;
const kinds = Object.keys(arithmeticDefinitions) as ArithmeticKind[];
const special = [0, 1, -1, 0.5, -0.5, 2, -2, 3, 100, -100, Infinity, -Infinity, NaN];

/** The shape both broadcast to, by NumPy's rule. */
function commonShape(a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const ofA = a[axis - rank + a.length] ?? 1;
    return ofA === 1 ? (b[axis - rank + b.length] ?? 1) : ofA;
  });
}

function toleranceOf(kind: ArithmeticKind): Tolerance {
  return roundedOnce.includes(kind) ? exactly : {};
}

/** Rows 1 to 3, columns from 2 on. */
function isInWindow([i, j]: readonly number[]): boolean {
  return i! >= 1 && i! < 4 && j! >= 2;
}

export function arithmeticSuite({ backend }: Context): void {
  const check = async (
    kind: ArithmeticKind,
    a: Values,
    b: Values,
    dtype: DType,
    layout: LayoutName,
    other: LayoutName = layout,
  ): Promise<void> => {
    const f = expectationOf(kind);
    const shape = commonShape(a.shape, b.shape);
    const expected = valuesOf(shape, (index) => f(at(a, index), at(b, index)));
    const y = await resultOf(() => {
      const output = unset(shape, dtype);
      const first = place(a, dtype, layout).expand(shape);
      backend().arithmetic(kind, first, place(b, dtype, other).expand(shape), output);
      return output;
    });
    const where = `${dtype} [${a.shape.join(', ')}] ${layout} and [${b.shape.join(', ')}] ${other}`;
    expectClose(y, expected.data, dtype === 'float32' ? toleranceOf(kind) : exactly, where);
  };

  describe.each(kinds)('arithmetic %s', (kind) => {
    const f = expectationOf(kind);
    const { domain } = definitions[kind];

    it('agrees with its formula in every shape and layout', async () => {
      for (const shape of shapes) {
        const a = noise(shape, 1, domain);
        const b = noise(shape, 2, domain);
        for (const layout of layoutNames) {
          await check(kind, a, b, 'float32', layout);
          await check(kind, a, b, 'float32', layout, 'rowMajor');
          await check(kind, a, b, 'float32', 'rowMajor', layout);
        }
      }
    });

    it('broadcasts', async () => {
      for (const [shapeA, shapeB] of broadcastPairs) {
        const a = noise(shapeA, 3, domain);
        const b = noise(shapeB, 4, domain);
        for (const layout of layoutNames) {
          await check(kind, a, b, 'float32', layout);
          await check(kind, b, a, 'float32', 'rowMajor', layout);
        }
      }
    });

    it('follows IEEE 754 at the edges', async () => {
      const pairs = special.flatMap((a) => special.map((b) => [a, b] as const));
      const a = { shape: [pairs.length], data: Float64Array.from(pairs, ([first]) => first) };
      const b = { shape: [pairs.length], data: Float64Array.from(pairs, ([, second]) => second) };
      await check(kind, a, b, 'float32', 'rowMajor');
      await check(kind, a, b, 'float32', 'stepped');
    });

    it('may write to its first operand, and only there', async () => {
      const whole = noise([5, 9], 9, domain);
      const b = noise([3, 7], 10, domain);
      const expected = valuesOf(whole.shape, (index) =>
        isInWindow(index)
          ? f(at(whole, index), at(b, [index[0]! - 1, index[1]! - 2]))
          : at(whole, index),
      );
      const y = await resultOf(() => {
        const target = place(whole, 'float32');
        const window = target.narrow(0, 1, 3).narrow(1, 2, 7);
        backend().arithmetic(kind, window, place(b, 'float32'), window);
        return target;
      });
      expectClose(y, expected.data, toleranceOf(kind));
    });
  });

  it.each(kinds.filter((kind) => definitions[kind].integers))('%s takes int32', async (kind) => {
    for (const shape of shapes) {
      const a = noise(shape, 5, [-99, 99], 'int32');
      const b = noise(shape, 6, [-99, 99], 'int32');
      for (const layout of layoutNames) await check(kind, a, b, 'int32', layout);
    }
  });

  it.each(['maximum', 'minimum'] as const)('%s takes bool', async (kind) => {
    const a = noise([3, 33], 7, [0, 1], 'bool');
    const b = noise([33], 8, [0, 1], 'bool');
    for (const layout of layoutNames) await check(kind, a, b, 'bool', layout);
  });

  const wrapped = (
    kind: ArithmeticKind,
    ...numbers: readonly [a: number, b: number]
  ): Promise<Float64Array> =>
    resultOf(() => {
      const output = unset([1], 'int32');
      const [a, b] = numbers.map((x) => place({ shape: [1], data: Float64Array.of(x) }, 'int32'));
      backend().arithmetic(kind, a!, b!, output);
      return output;
    });

  it('whole numbers wrap around at 32 bits', async () => {
    expectClose(await wrapped('add', 2 ** 31 - 1, 1), [-(2 ** 31)], exactly);
    expectClose(await wrapped('sub', -(2 ** 31), 2 ** 30), [2 ** 30], exactly);
    expectClose(await wrapped('mul', 65_537, 65_537), [131_073], exactly);
  });
}
