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
 * (4 s(h) - s(2h)) / 3 with s(h) = (L(x+h) - L(x-h)) / 2h, summed in float64, so that float32 leaves about 1e-4.
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
  const weights = rand(output.shape, {
    seed: 20_240_229,
    block: 0,
    backend: output.storage.backend,
  });
  const weighting = await weights.data();
  const analytic = grad(
    (...x: readonly Tensor[]) =>
      f(...x)
        .mul(weights)
        .sum(),
    inputs,
  );
  let worst = 0;
  for (const [position, input] of inputs.entries()) {
    if (input.dtype !== 'float32') continue;
    const values = new Float32Array(await input.data());
    const gradient = await analytic[position]!.data();
    const loss = async (index: number, change: number): Promise<number> => {
      const moved = values.with(index, values[index]! + change);
      return weightedSum(
        f,
        inputs.with(
          position,
          tensor(moved, { shape: input.shape, backend: input.storage.backend }),
        ),
        position,
        weighting,
      );
    };
    for (let index = 0; index < values.length; index++) {
      // float32 moves by a little more or less than it was told.
      const slope = async (change: number): Promise<number> => {
        const distance =
          Math.fround(values[index]! + change) - Math.fround(values[index]! - change);
        return ((await loss(index, change)) - (await loss(index, -change))) / distance;
      };
      const numerical = (4 * (await slope(step)) - (await slope(2 * step))) / 3;
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

/** Σ wᵢ yᵢ of one evaluation; the input at `moved` is used up. */
async function weightedSum(
  f: (...inputs: Tensor[]) => Tensor,
  inputs: readonly Tensor[],
  moved: number,
  weighting: ArrayLike<number>,
): Promise<number> {
  const output = scope(() => f(...inputs));
  const data = await output.data();
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += data[i]! * weighting[i]!;
  output.dispose();
  inputs[moved]!.dispose();
  return sum;
}
