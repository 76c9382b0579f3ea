import { elementCount, RangeFault, tensor, type Tensor } from '@rondo/tensor';
import { fill, type Target } from './fill.ts';
import { withUniforms } from './uniforms.ts';

/** Places where the density is e^-30 of its maximum are left out: float32 draws do not miss them. */
const negligible = 30;

/**
 * N(mean, deviation²) limited to [low, high]: what falls outside is drawn again.
 *
 * Computed by JavaScript, by rejection from a uniform distribution: a few draws for each number, about 30 where the bounds are far out.
 * @throws RangeFault unless low < high and deviation > 0, all of them finite.
 */
export function truncNormal(target: Target, mean = 0, deviation = 1, low = -2, high = 2): Tensor {
  if (!(low < high && deviation > 0 && [mean, deviation, low, high].every(Number.isFinite))) {
    throw new RangeFault(
      `truncNormal: expected low below high and deviation above 0, all finite, received mean ${mean}, deviation ${deviation}, ` +
        `low ${low}, high ${high}`,
      { mean, deviation, low, high },
    );
  }
  const [from, to] = [(low - mean) / deviation, (high - mean) / deviation];
  const peak = Math.min(Math.max(0, from), to);
  const reach = Math.sqrt(peak ** 2 + 2 * negligible);
  const start = Math.max(from, -reach);
  const width = Math.min(to, reach) - start;
  return fill(target, (shape, where) => {
    const data = withUniforms((next) => {
      const draw = (): number => {
        for (;;) {
          const z = start + width * next();
          if (next() < Math.exp((peak ** 2 - z ** 2) / 2)) return mean + deviation * z;
        }
      };
      return Float64Array.from({ length: elementCount(shape) }, draw);
    });
    return tensor(data, { shape, ...where });
  });
}
