import { describe, expect, it } from 'vitest';
import { evaluate, near } from '../../test/evaluate.ts';
import { factsOf } from '../../test/faults.ts';
import { expectNoLeaks } from '../../test/leaks.ts';
import { arange, tensor, zeros } from '../create.ts';
import { DTypeError } from '../errors.ts';
import type { Tensor } from '../tensor.ts';
import { gelu } from './gelu.ts';
import * as unary from './unary.ts';
import { unaryDefinitions, unaryKinds, type UnaryDefinition, type UnaryKind } from './unary.ts';

expectNoLeaks();

/** The public function of a kind. */
function publicFunction(kind: UnaryKind): (x: Tensor) => Tensor {
  if (kind === 'geluTanh') return (x) => gelu(x, { approximate: 'tanh' });
  return kind === 'gelu' ? gelu : { ...unary }[kind];
}

const definitionOf = (kind: UnaryKind): UnaryDefinition => unaryDefinitions[kind];

describe.each(unaryKinds)('%s', (kind) => {
  const f = publicFunction(kind);
  const { domain = [-2, 2] } = definitionOf(kind);

  it('is the function of that name', async () => {
    const [low, high] = domain;
    const points = Array.from({ length: 7 }, (_, i) =>
      Math.fround(low + ((high - low) * (i + 0.5)) / 7),
    );
    const expected = points.map(definitionOf(kind).value);
    expect(await evaluate(() => f(tensor(points)))).toEqual(near(expected));
    const view = await evaluate(() => f(tensor([points, points]).transpose(0, 1).flip(0)));
    expect(view).toEqual(near(expected.toReversed().map((y) => [y, y])));
    expect(await evaluate(() => f(zeros([2, 0])))).toEqual([[], []]);
  });

  it('refuses truth values', () => {
    expect(factsOf(DTypeError, () => f(tensor([true])))).toMatchObject({
      op: kind,
      received: 'bool',
    });
  });
});

describe('of whole numbers', () => {
  it.each(unaryKinds.filter((kind) => definitionOf(kind).integers))('%s is whole', async (kind) => {
    const whole = [-2, 0, 3];
    const values = await evaluate(() => publicFunction(kind)(tensor(whole, { dtype: 'int32' })));
    expect(values).toEqual(whole.map((x) => definitionOf(kind).value(x) + 0));
  });

  it.each(unaryKinds.filter((kind) => !definitionOf(kind).integers))('%s is refused', (kind) => {
    expect(factsOf(DTypeError, () => publicFunction(kind)(arange(0, 3)))).toMatchObject({
      op: kind,
      received: 'int32',
    });
  });
});

describe('elementwise functions', () => {
  it('do not overflow where the result does not', async () => {
    expect(await evaluate(() => tensor([-100, 100]).sigmoid())).toEqual(near([0, 1]));
    expect(await evaluate(() => unary.softplus(tensor([-100, 100])))).toEqual(near([0, 100]));
    expect(await evaluate(() => tensor([-100, 100]).tanh())).toEqual([-1, 1]);
    expect(await evaluate(() => unary.erf(tensor([-6, 6])))).toEqual(near([-1, 1]));
    expect(await evaluate(() => unary.silu(tensor([-200, 200])))).toEqual(near([-0, 200]));
  });

  it('are exact near 0 where they are meant to be', async () => {
    const [tiny] = (await evaluate(() => unary.expm1(tensor([1e-6])))) as [number];
    expect(tiny / 1e-6).toBeCloseTo(1, 5);
    const [log] = (await evaluate(() => unary.log1p(tensor([1e-6])))) as [number];
    expect(log / 1e-6).toBeCloseTo(1, 5);
  });

  it('round halves to the even neighbour', async () => {
    expect(await evaluate(() => unary.round(tensor([0.5, 1.5, 2.5, -1.5, -2.5])).add(0))).toEqual([
      0, 2, 2, -2, -2,
    ]);
  });

  it.each(unaryKinds.filter((kind) => kind !== 'sign'))('%s passes NaN on', async (kind) => {
    expect(await evaluate(() => publicFunction(kind)(tensor([Number.NaN])))).toEqual([Number.NaN]);
  });
});
