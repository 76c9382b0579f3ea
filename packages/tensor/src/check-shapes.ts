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

/**
 * Checks arguments against dimension names that are bound across them, and returns the sizes found.
 *
 * `checkShapes('GRUCell', { x: [x, ['N', 'inputSize']], h: [h, ['N', 'hiddenSize']] }, { inputSize: 7, hiddenSize: 6 })`
 * @throws ShapeError such as `GRUCell: expected h [N, hiddenSize] with N = 2 (from x), received [1, 4]`.
 */
export function checkShapes(
  where: string,
  rules: ShapeRules,
  known: Readonly<Record<string, number>> = {},
): Record<string, number> {
  const sizes: Record<string, number> = { ...known };
  const origin: Record<string, string> = {};
  for (const [argument, [value, dimensions]] of Object.entries(rules)) {
    if (value === undefined) continue;
    const open = dimensions[0] === '...';
    const names = open ? dimensions.slice(1) : dimensions;
    const lead = value.shape.length - names.length;
    const fits =
      (open ? lead >= 0 : lead === 0) &&
      names.every((name, index) => {
        const size = value.shape[lead + index]!;
        return size === (typeof name === 'number' ? name : (sizes[name] ?? size));
      });
    if (!fits) throw mismatch(where, argument, value.shape, dimensions, sizes, origin);
    for (const [index, name] of names.entries()) {
      if (typeof name === 'number' || name in sizes) continue;
      sizes[name] = value.shape[lead + index]!;
      origin[name] = argument;
    }
  }
  return sizes;
}

function mismatch(
  where: string,
  argument: string,
  received: Shape,
  expected: readonly Dimension[],
  sizes: Readonly<Record<string, number>>,
  origin: Readonly<Record<string, string>>,
): ShapeError {
  const bound = expected
    .filter((name): name is string => typeof name === 'string' && name in sizes)
    .map((name) => `${name} = ${sizes[name]}${origin[name] ? ` (from ${origin[name]})` : ''}`);
  const conditions = bound.length > 0 ? ` with ${bound.join(', ')}` : '';
  return new ShapeError(
    `${where}: expected ${argument} [${expected.join(', ')}]${conditions}, received ${formatShape(received)}`,
    { where, argument, expected, received, sizes },
  );
}
