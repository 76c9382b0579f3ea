import type { LossPoint } from '../run/loss-series.ts';

/** A logarithmic scale of losses, and the steps beneath. */
export interface LossScale {
  readonly lastStep: number;
  /** Losses at the bottom and at the top: powers of ten times 1, 2 or 5. */
  readonly least: number;
  readonly most: number;
  /** Losses with a line. */
  readonly marks: readonly number[];
}

const width = 1000;
const height = 100;

/** A scale that holds all series. */
export function lossScale(
  series: readonly (readonly LossPoint[])[],
  totalSteps: number,
): LossScale {
  const losses = series
    .flat()
    .map(({ loss }) => loss)
    .filter((loss) => loss > 0);
  const least = Math.max(1e-4, Math.min(1, ...losses));
  const most = Math.max(least * 10, ...losses);
  const all = [-4, -3, -2, -1, 0, 1, 2].flatMap((power) => [1, 2, 5].map((n) => n * 10 ** power));
  const bottom = all.findLast((mark) => mark <= least) ?? 1e-4;
  const top = all.find((mark) => mark >= most) ?? 1000;
  const decades = all.filter((mark) => mark >= bottom && mark <= top);
  const marks = decades.length > 7 ? decades.filter((mark) => isDecade(mark)) : decades;
  const lastStep = Math.max(totalSteps, 1, ...series.map((points) => points.at(-1)?.step ?? 0));
  return { lastStep, least: bottom, most: top, marks };
}

function isDecade(mark: number): boolean {
  return Math.abs(Math.log10(mark) - Math.round(Math.log10(mark))) < 1e-9;
}

/** From 0 at the bottom to 1 at the top. */
export function heightOf(loss: number, { least, most }: LossScale): number {
  const clamped = Math.min(most, Math.max(least, loss));
  return Math.log(clamped / least) / Math.log(most / least);
}

/** The path of a curve in a box of 1000 by 100. */
export function lossPath(points: readonly LossPoint[], scale: LossScale): string {
  return points
    .map(({ step, loss }, n) => {
      const x = (step / scale.lastStep) * width;
      const y = (1 - heightOf(loss, scale)) * height;
      return `${n === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(2)}`;
    })
    .join('');
}
