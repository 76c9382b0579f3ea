/** What follows a layer; 'linear' stands for nothing. */
export type Nonlinearity = 'linear' | 'sigmoid' | 'tanh' | 'relu' | 'leakyRelu' | 'selu';

/**
 * The factor by which the weights before a nonlinearity must be larger, so that the variance stays: 1 for linear and sigmoid, 5/3 for
 * tanh, √2 for relu, √(2 / (1 + slope²)) for leakyRelu, 3/4 for selu.
 *
 * Source: He et al. 2015, section 2.2; the numbers for tanh and selu are PyTorch's.
 */
export function calculateGain(nonlinearity: Nonlinearity, slope = 0.01): number {
  const gains = {
    linear: 1,
    sigmoid: 1,
    tanh: 5 / 3,
    relu: Math.SQRT2,
    leakyRelu: Math.sqrt(2 / (1 + slope ** 2)),
    selu: 3 / 4,
  } satisfies Record<Nonlinearity, number>;
  return gains[nonlinearity];
}
