import { GradientError, rand, scope, tensor, type Tensor } from '@rondo/tensor';
import { grad } from './grad.ts';

export interface GradCheckOptions {
  /** Step of the difference quotient. */
  readonly step?: number;
  /** Allowed deviation: atol + rtol · |numerical|. */
  readonly rtol?: number;
  readonly atol?: number;
}

/**
 * Compares the gradients of `f` with difference quotients, for every element of every float32 input.
 *
 * A random weighting turns the output into one number L = Σ wᵢ yᵢ; the quotient is of fourth order,
 * (8 (L(x+h) - L(x-h)) - (L(x+2h) - L(x-2h))) / 12 h, summed in float64, so that float32 leaves about 1e-4.
 *
 * @returns the largest deviation found, relative to 1 + |numerical|.
 * @throws GradientError naming input, element and both values.
 */
export async function gradCheck(
  f: (...inputs: Tensor[]) => Tensor,
  inputs: readonly Tensor[],
  { step = 1e-2, rtol = 1e-3, atol = 1e-3 }: GradCheckOptions = {},
): Promise<number> {
  const output = scope(() => f(...inputs));
  const weights = rand(output.shape, { seed: 20_240_229, block: 0 });
  const weighting = await weights.data();
  const analytic = grad((...x: readonly Tensor[]) => f(...x).mul(weights).sum(), inputs);
  let worst = 0;
  for (const [position, input] of inputs.entries()) {
    if (input.dtype !== 'float32') continue;
    const values = new Float32Array(await input.data());
    const gradient = await analytic[position]!.data();
    const loss = (index: number, change: number): Promise<number> =>
      evaluate(f, inputs, position, values, index, change, weighting);
    for (let index = 0; index < values.length; index++) {
      const near = (await loss(index, step)) - (await loss(index, -step));
      const far = (await loss(index, 2 * step)) - (await loss(index, -2 * step));
      const numerical = (8 * near - far) / (12 * step);
      const deviation = Math.abs(gradient[index]! - numerical);
      if (!(deviation <= atol + rtol * Math.abs(numerical))) {
        throw new GradientError(
          `gradCheck: input ${position}, element ${index}: the gradient says ${gradient[index]}, the difference quotient ${numerical}`,
          { input: position, element: index, gradient: gradient[index], numerical },
        );
      }
      worst = Math.max(worst, deviation / (1 + Math.abs(numerical)));
    }
  }
  for (const made of [output, weights, ...analytic]) made.dispose();
  return worst;
}

async function evaluate(
  f: (...inputs: Tensor[]) => Tensor,
  inputs: readonly Tensor[],
  position: number,
  values: Float32Array,
  index: number,
  change: number,
  weighting: ArrayLike<number>,
): Promise<number> {
  const moved = values.slice();
  moved[index]! += change;
  // The step that float32 really took.
  const taken = moved[index]! - values[index]!;
  const output = scope(() => {
    const x = tensor(moved, { shape: inputs[position]!.shape });
    return f(...inputs.with(position, x));
  });
  const data = await output.data();
  output.dispose();
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += data[i]! * weighting[i]!;
  return sum * (change / taken);
}
