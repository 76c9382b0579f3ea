import {
  record,
  scope,
  type AnyOp,
  type GradientThunk,
  type Recorded,
  type Tensor,
} from '@rondo/tensor';
import { noGrad } from './no-grad.ts';

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

/** An op with a gradient of the user's own, as a function. Gradients of gradients work where `vjp` is written with tensor ops. */
export function customOp<Inputs extends readonly Tensor[]>(
  definition: CustomOp<Inputs>,
): (...inputs: Inputs) => Tensor {
  const op: AnyOp = {
    name: definition.name,
    vjp: ({ inputs, outputs }: Recorded<Inputs, undefined>, g: Tensor) =>
      definition.vjp({ inputs, output: outputs[0]! }, g),
  };
  return (...inputs) => {
    const value = noGrad(() => scope(() => definition.forward(...inputs)));
    // An output that is an input would be its own gradient.
    const output = inputs.includes(value) ? value.detach() : value;
    record(op, inputs, [output], undefined);
    return output;
  };
}
