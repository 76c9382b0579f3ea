import { elementCount, formatShape, ShapeError, type Shape } from '@rondo/tensor';

/**
 * How many inputs each output of a weight `[out, in, ..]` has, and outputs each input; the axes after them (a kernel) multiply both.
 * @throws ShapeError for fewer than two axes.
 */
export function fansOf(where: string, shape: Shape): { fanIn: number; fanOut: number } {
  const [outputs, inputs, ...kernel] = shape;
  if (outputs === undefined || inputs === undefined) {
    throw new ShapeError(
      `${where}: expected a weight [out, in, ..] of two axes or more, received ${formatShape(shape)}; use uniform or normal`,
      { shape },
    );
  }
  const places = elementCount(kernel);
  return { fanIn: inputs * places, fanOut: outputs * places };
}
