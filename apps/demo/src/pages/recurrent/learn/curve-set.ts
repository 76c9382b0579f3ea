import { LossSeries, type LossPoint } from '../../../live/run/loss-series.ts';
import { cellKinds } from '../cell/cell-kind.ts';
import type { ByKind } from './learning.ts';

const mostPoints = 512;

/** The losses of all nets of a run. */
export class CurveSet {
  readonly #series: ByKind<LossSeries>;

  constructor(points?: ByKind<readonly LossPoint[]>) {
    const series = cellKinds.map((kind) => [kind, new LossSeries(mostPoints, points?.[kind])]);
    this.#series = Object.fromEntries(series) as ByKind<LossSeries>;
  }

  add(fresh: ByKind<readonly LossPoint[]>): void {
    for (const kind of cellKinds) {
      for (const { step, loss } of fresh[kind]) this.#series[kind].add(step, loss);
    }
  }

  get points(): ByKind<readonly LossPoint[]> {
    const points = cellKinds.map((kind) => [kind, [...this.#series[kind].points]]);
    return Object.fromEntries(points) as ByKind<readonly LossPoint[]>;
  }
}
