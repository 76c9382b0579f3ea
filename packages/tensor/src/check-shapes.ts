import { ShapeError } from './errors.ts';
import { formatShape, type Shape } from './shape.ts';

/** A dimension is named ("N"), fixed (3), or "..." for any number of leading dimensions. */
export type Dimension = string | number;

interface Shaped {
  readonly shape: Shape;
}

/** Each argument with the dimensions it must have; an absent argument is not checked. */
export type ShapeRules = Readonly<
  Record<string, readonly [argument: Shaped | undefined, dimensions: readonly Dimension[]]>
>;

/** Names the place of an error; asked for its name only when there is one. */
export interface Place {
  toString(): string;
}

/**
 * Checks arguments against dimension names that are bound across them, and returns the sizes found.
 *
 * `checkShapes('GRUCell', { x: [x, ['N', 'inputSize']], h: [h, ['N', 'hiddenSize']] }, { inputSize: 7, hiddenSize: 6 })`
 * @throws ShapeError such as `GRUCell: expected h [N, hiddenSize] with N = 2 (from x), received [1, 4]`.
 */
export function checkShapes(
  where: Place,
  rules: ShapeRules,
  known: Readonly<Record<string, number>> = {},
): Record<string, number> {
  const sizes: Record<string, number> = { ...known };
  const origin: Record<string, string> = {};
  for (const argument of Object.keys(rules)) {
    const [value, dimensions] = rules[argument]!;
    if (value === undefined) continue;
    const first = dimensions[0] === '...' ? 1 : 0;
    const lead = value.shape.length - dimensions.length;
    let fits = first === 1 ? lead >= -1 : lead === 0;
    for (let index = first; fits && index < dimensions.length; index++) {
      const name = dimensions[index]!;
      const size = value.shape[lead + index]!;
      if (typeof name === 'string' && sizes[name] === undefined) {
        sizes[name] = size;
        origin[name] = argument;
      }
      fits = size === (typeof name === 'number' ? name : sizes[name]);
    }
    if (!fits) throw mismatch(where, argument, value.shape, dimensions, sizes, origin);
  }
  return sizes;
}

function mismatch(
  where: Place,
  argument: string,
  received: Shape,
  expected: readonly Dimension[],
  sizes: Readonly<Record<string, number>>,
  origin: Readonly<Record<string, string>>,
): ShapeError {
  const bound = expected
    .filter((name, index) => typeof name === 'string' && expected.indexOf(name) === index)
    .map(String)
    // Where the argument itself gave the size, it says something only if the name stands twice.
    .filter(
      (name) => origin[name] !== argument || expected.lastIndexOf(name) !== expected.indexOf(name),
    )
    .filter((name) => sizes[name] !== undefined)
    .map((name) => `${name} = ${sizes[name]}${origin[name] ? ` (from ${origin[name]})` : ''}`);
  const conditions = bound.length > 0 ? ` with ${bound.join(', ')}` : '';
  const place = where.toString();
  return new ShapeError(
    `${place}: expected ${argument} [${expected.join(', ')}]${conditions}, received ${formatShape(received)}`,
    { where: place, argument, expected, received, sizes },
  );
}
