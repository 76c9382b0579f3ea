import { unaryDefinitions, type DType, type UnaryDefinition, type UnaryKind } from '@rondo/tensor';
import { describe, it } from 'vitest';
import { resultOf, unset, type Context } from '../context.ts';
import { exactly, expectClose } from '../expect-close.ts';
import { erfByIntegration } from '../erf-by-integration.ts';
import { layoutNames, place, type LayoutName } from '../layouts.ts';
import { shapes } from '../shapes.ts';
import { mapValues, noise, type Values } from '../values.ts';

interface Expectation {
  readonly f: (x: number) => number;
  /** Special arguments that are left open. */
  readonly open?: (x: number) => boolean;
}

const definitions: Readonly<Record<UnaryKind, UnaryDefinition>> = unaryDefinitions;

const huge = (x: number): boolean => Number.isFinite(x) && Math.abs(x) > 1e4;
const minusInfinity = (x: number): boolean => x === -Infinity;

/** Formulas other than those of the definitions, and what is left open; the definition is the formula of every other function. */
const expectations: Readonly<Partial<Record<UnaryKind, Expectation>>> = {
  neg: { f: (x) => 0 - x },
  abs: { f: (x) => (x < 0 ? -x : x) },
  sign: { f: (x) => (x > 0 ? 1 : x < 0 ? -1 : x), open: Number.isNaN },
  floor: { f: Math.floor },
  ceil: { f: Math.ceil },
  round: { f: roundToEven },
  exp: { f: Math.exp },
  expm1: { f: Math.expm1 },
  log: { f: Math.log },
  log1p: { f: Math.log1p },
  sqrt: { f: Math.sqrt },
  // 1 / √-0 may have either sign.
  rsqrt: { f: (x) => x ** -0.5, open: (x) => Object.is(x, -0) || x === -Infinity },
  square: { f: (x) => x ** 2 },
  reciprocal: { f: (x) => x ** -1 },
  sin: { f: Math.sin, open: huge },
  cos: { f: Math.cos, open: huge },
  tanh: { f: Math.tanh },
  sigmoid: { f: (x) => 0.5 + 0.5 * Math.tanh(x / 2) },
  softplus: { f: (x) => (x > 30 ? x : Math.log1p(Math.exp(x))) },
  relu: { f: (x) => (x < 0 ? 0 : x) },
  gelu: { f: (x) => (x / 2) * (1 + erfByIntegration(x / Math.SQRT2)), open: minusInfinity },
  geluTanh: {
    f: (x) => (x / 2) * (1 + Math.tanh(0.7978845608028654 * (x + 0.044715 * x * x * x))),
    open: minusInfinity,
  },
  silu: { f: (x) => x * (0.5 + 0.5 * Math.tanh(x / 2)), open: minusInfinity },
  erf: { f: erfByIntegration },
};

const expectationOf = (kind: UnaryKind): Expectation =>
  expectations[kind] ?? { f: definitions[kind].value };

function roundToEven(x: number): number {
  const low = Math.floor(x);
  if (x - low !== 0.5) return Math.round(x);
  return low % 2 === 0 ? low : low + 1;
}

const special = [
  0,
  -0,
  1,
  -1,
  0.5,
  -0.5,
  1.5,
  2.5,
  -1.5,
  -2.5,
  3.7,
  -3.7,
  12,
  -12,
  88,
  -88,
  100,
  -100,
  1e30,
  -1e30,
  Infinity,
  -Infinity,
  NaN,
];

/** Where the relative error must be small although the result is. */
const small = [1e-3, -1e-3, 1e-5, -1e-5, 1e-8, -1e-8];
const exactNearZero: readonly UnaryKind[] = [
  'expm1',
  'log1p',
  'sin',
  'tanh',
  'erf',
  'gelu',
  'silu',
];

const kinds = Object.keys(unaryDefinitions) as UnaryKind[];

function row(numbers: readonly number[]): Values {
  return { shape: [numbers.length], data: Float64Array.from(numbers, Math.fround) };
}

export function unarySuite({ backend }: Context): void {
  const run = (
    kind: UnaryKind,
    x: Values,
    dtype: DType = 'float32',
    layout: LayoutName = 'rowMajor',
  ): Promise<Float64Array> =>
    resultOf(() => {
      const y = unset(x.shape, dtype);
      backend().unary(kind, place(x, dtype, layout), y);
      return y;
    });

  describe.each(kinds)('unary %s', (kind) => {
    const { f, open } = expectationOf(kind);

    it('agrees with its formula in every shape and layout', async () => {
      for (const shape of shapes) {
        const x = noise(shape, 1, definitions[kind].domain);
        const expected = mapValues(x, f).data;
        for (const layout of layoutNames) {
          const where = `[${shape.join(', ')}], ${layout}`;
          expectClose(await run(kind, x, 'float32', layout), expected, {}, where);
        }
      }
    });

    it('agrees with its formula far out and at the edges', async () => {
      const x = row(special.filter((number) => !open?.(number)));
      expectClose(
        await run(kind, x),
        mapValues(x, f).data,
        {},
        `${kind} of ${[...x.data].join(', ')}`,
      );
    });
  });

  it.each(exactNearZero)('unary %s keeps its relative accuracy near zero', async (kind) => {
    const x = row(small);
    expectClose(
      await run(kind, x),
      mapValues(x, expectationOf(kind).f).data,
      { atol: 1e-14 },
      kind,
    );
  });

  it.each(kinds.filter((kind) => definitions[kind].integers))(
    'unary %s takes int32',
    async (kind) => {
      for (const shape of shapes) {
        const x = noise(shape, 2, [-9, 9], 'int32');
        const expected = mapValues(x, expectationOf(kind).f).data;
        for (const layout of layoutNames) {
          expectClose(await run(kind, x, 'int32', layout), expected, exactly, layout);
        }
      }
    },
  );
}
