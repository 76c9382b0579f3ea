import { gradCheck, type GradCheckOptions, type Parameter } from '@rondo/autograd';
import type { Tensor } from '@rondo/tensor';

interface HasParameters {
  parameters(): Parameter[];
}

/**
 * `gradCheck` for a module: compares the gradients of all its parameters and of the inputs of `forward` with difference quotients.
 *
 * `await gradCheckModule(cell, (x, h) => cell.forward(x, h), [x, h])`
 * @returns the largest deviation found, relative to 1 + |numerical|.
 * @throws GradientError naming input (parameters come first), element and both values.
 */
export async function gradCheckModule(
  module: HasParameters,
  forward: (...inputs: readonly Tensor[]) => Tensor,
  inputs: readonly Tensor[] = [],
  options: GradCheckOptions = {},
): Promise<number> {
  const parameters = module.parameters();
  const values = parameters.map((parameter) => parameter.clone());
  const restore = (given: readonly Tensor[]): void => {
    for (const [i, parameter] of parameters.entries()) {
      // The parameter itself stands for its value before any change.
      parameter.assign(given[i] === parameter ? values[i]! : given[i]!);
    }
  };
  try {
    return await gradCheck(
      (...given) => {
        restore(given);
        return forward(...given.slice(parameters.length));
      },
      [...parameters, ...inputs],
      options,
    );
  } finally {
    restore(parameters);
    for (const value of values) value.dispose();
  }
}
