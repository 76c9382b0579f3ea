import {
  formatShape,
  GradientError,
  sameShape,
  Tensor,
  type GradientThunk,
  type Inputs,
  type WindowGradient,
} from '@rondo/tensor';
import { kindOf } from './expect-tensor.ts';

type Thunks = readonly (GradientThunk | undefined)[];

/**
 * The gradients that a user's `vjp` gave, refused where they do not fit the inputs.
 * @throws GradientError naming the op, and the input by its position.
 */
export function checkedThunks(op: string, inputs: Inputs, thunks: unknown): Thunks {
  if (!Array.isArray(thunks)) {
    throw new GradientError(
      `${op}: vjp must return an array with one function or undefined per input; received ${kindOf(thunks)}`,
      { op, received: kindOf(thunks) },
    );
  }
  if (thunks.length > inputs.length) {
    throw new GradientError(
      `${op}: vjp must return one gradient per input; received ${thunks.length} for ${inputs.length}`,
      { op, received: thunks.length, expected: inputs.length },
    );
  }
  return thunks.map((thunk: unknown, input) => {
    if (thunk === undefined) return undefined;
    if (typeof thunk !== 'function') throw noGradient(op, input, 'a function', thunk);
    return () => checkedGradient(op, input, inputs[input]!, thunk() as unknown);
  });
}

function checkedGradient(
  op: string,
  input: number,
  of: Tensor,
  gradient: unknown,
): ReturnType<GradientThunk> {
  if (isWindow(gradient)) return gradient;
  if (!(gradient instanceof Tensor))
    throw noGradient(op, input, 'a function of a tensor', gradient);
  if (sameShape(gradient.shape, of.shape)) return gradient;
  throw new GradientError(
    `${op}: the gradient of input ${input} must have its shape ${formatShape(of.shape)}; received ${formatShape(gradient.shape)}`,
    { op, input, expected: of.shape, received: gradient.shape },
  );
}

function isWindow(gradient: unknown): gradient is WindowGradient {
  return typeof gradient === 'object' && gradient !== null && 'window' in gradient;
}

function noGradient(op: string, input: number, expected: string, value: unknown): GradientError {
  const received = kindOf(value);
  return new GradientError(
    `${op}: vjp must give ${expected} or undefined for input ${input}; received ${received}`,
    { op, input, received },
  );
}
