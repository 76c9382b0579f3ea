import {
  record,
  scope,
  type AnyOp,
  type GradientThunk,
  type Recorded,
  type Tensor,
} from '@rondo/tensor';
import { expectTensor } from './expect-tensor.ts';
import { noGrad } from './no-grad.ts';
import { checkedThunks } from './checked-thunks.ts';

export interface CustomOp<Inputs extends readonly Tensor[]> {
  readonly name: string;
  /** Computes the value; its ops are not recorded. */
  readonly forward: (...inputs: Inputs) => Tensor;
  /** One gradient per input, from the gradient `g` of the output; `undefined` for an input without one. */
  readonly vjp: (
    recorded: { readonly inputs: Inputs; readonly output: Tensor },
    g: Tensor,
  ) => readonly (GradientThunk | undefined)[];
}

/**
 * An op with a gradient of the user's own, as a function. Gradients of gradients work where `vjp` is written with tensor ops.
 *
 * @throws GradientError when `forward` returns no tensor or, on the way back, `vjp` no gradients of the inputs' shapes.
 */
export function customOp<Inputs extends readonly Tensor[]>(
  definition: CustomOp<Inputs>,
): (...inputs: Inputs) => Tensor {
  const { name } = definition;
  const op: AnyOp = {
    name,
    vjp: ({ inputs, outputs }: Recorded<Inputs, undefined>, g: Tensor) =>
      checkedThunks(name, inputs, definition.vjp({ inputs, output: outputs[0]! }, g)),
  };
  return (...inputs) => {
    const value: unknown = noGrad(() => scope(() => definition.forward(...inputs)));
    expectTensor(name, 'forward must return one tensor', value);
    // An output that is an input would be its own gradient.
    const output = inputs.includes(value) ? value.detach() : value;
    record(op, inputs, [output], undefined);
    return output;
  };
}
