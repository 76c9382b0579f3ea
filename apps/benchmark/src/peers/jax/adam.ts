import type { Jax, JaxArray } from './jax.ts';

export interface AdamState {
  readonly [name: string]: JaxArray;
  readonly parameter: JaxArray;
  readonly m: JaxArray;
  readonly v: JaxArray;
}

interface AdamOptions {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

export function zerosLike(jax: Jax, { shape }: JaxArray): JaxArray {
  return jax.numpy.zeros(shape);
}

/** One compiled step of Adam; the state and the gradient are used up. */
export function adamUpdate(
  jax: Jax,
  { learningRate, beta1, beta2, epsilon }: AdamOptions,
): ((state: AdamState, gradient: JaxArray, steps: number) => AdamState) & { dispose(): void } {
  const { square, sqrt, array, float32 } = jax.numpy;
  const compiled = jax.jit((state: AdamState, g: JaxArray, corrections: JaxArray): AdamState => {
    const [first, second] = jax.numpy.unstack(corrections, 0);
    const m = state.m.mul(beta1).add(g.ref.mul(1 - beta1));
    const v = state.v.mul(beta2).add(square(g).mul(1 - beta2));
    const step = m.ref.div(first!).div(sqrt(v.ref.div(second!)).add(epsilon));
    return { parameter: state.parameter.sub(step.mul(learningRate)), m, v };
  });
  const update = (state: AdamState, gradient: JaxArray, steps: number): AdamState => {
    // The number of steps enters as an array, or each step would be compiled anew.
    const corrections = Float32Array.of(1 - beta1 ** steps, 1 - beta2 ** steps);
    return compiled(state, gradient, array(corrections, { dtype: float32 }));
  };
  return Object.assign(update, { dispose: () => compiled.dispose() });
}
