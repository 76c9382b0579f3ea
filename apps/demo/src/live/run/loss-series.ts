/** A step and the loss around it. */
export interface LossPoint {
  readonly step: number;
  readonly loss: number;
}

/** The losses of a run of any length in a bounded number of points: neighbours are averaged when there are too many. */
export class LossSeries {
  readonly #most: number;
  #stride = 1;
  #points: LossPoint[] = [];
  #sum = 0;
  #count = 0;

  constructor(most = 512, points: readonly LossPoint[] = []) {
    this.#most = most;
    if (points.length > 1) this.#stride = Math.max(1, points[1]!.step - points[0]!.step);
    this.#points = [...points];
  }

  add(step: number, loss: number): void {
    this.#sum += loss;
    this.#count += 1;
    if (this.#count < this.#stride) return;
    this.#points.push({ step, loss: this.#sum / this.#count });
    this.#sum = 0;
    this.#count = 0;
    if (this.#points.length > this.#most) this.#halve();
  }

  /** The oldest first. */
  get points(): readonly LossPoint[] {
    return this.#points;
  }

  #halve(): void {
    const halved: LossPoint[] = [];
    for (let n = 1; n < this.#points.length; n += 2) {
      const [a, b] = [this.#points[n - 1]!, this.#points[n]!];
      halved.push({ step: b.step, loss: (a.loss + b.loss) / 2 });
    }
    if (this.#points.length % 2 === 1) {
      this.#sum = this.#points.at(-1)!.loss * this.#stride;
      this.#count = this.#stride;
    }
    this.#points = halved;
    this.#stride *= 2;
  }
}
