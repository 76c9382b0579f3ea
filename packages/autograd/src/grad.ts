import { recorders, refusePromise, scope, withRecorders, type Tensor } from '@rondo/tensor';
import { checkLoss } from './check-loss.ts';
import { onesLike, zerosLike } from './like.ts';
import { sweep } from './sweep.ts';
import { Tape } from './tape.ts';

/**
 * The value of a function of one number and its gradient for each input. Gradients of gradients: call it inside `f`.
 *
 * @throws GradientError when the value is not one float32 number or depends on none of the inputs.
 */
export function valueAndGrad<Inputs extends readonly Tensor[]>(
  f: (...inputs: Inputs) => Tensor,
  inputs: Inputs,
): { value: Tensor; gradients: Tensor[] } {
  return scope(() => {
    const wanted = new Set<Tensor>(inputs);
    const tape = new Tape((tensor) => wanted.has(tensor));
    try {
      const value: Tensor = withRecorders([...recorders(), tape], () => f(...inputs));
      refusePromise('grad', value);
      checkLoss('grad', tape, value);
      const gradients = sweep(tape, [[value, onesLike(value)]], new Set([value, ...inputs]));
      return {
        value,
        gradients: inputs.map((input) => gradients.get(input) ?? zerosLike(input)),
      };
    } finally {
      tape.release();
    }
  });
}

/** The gradient of `f`, a function of one number, for each input; zeros for an input that the value does not depend on. */
export function grad<Inputs extends readonly Tensor[]>(
  f: (...inputs: Inputs) => Tensor,
  inputs: Inputs,
): Tensor[] {
  return scope(() => valueAndGrad(f, inputs).gradients);
}
