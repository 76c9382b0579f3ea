/** A mean in which the last `span` values or so count, without the pull of a first guess. */
export class RunningMean {
  readonly #keep: number;
  #sum = 0;
  #weight = 0;

  constructor(span: number) {
    this.#keep = 1 - 1 / span;
  }

  add(value: number): void {
    this.#sum = this.#keep * this.#sum + value;
    this.#weight = this.#keep * this.#weight + 1;
  }

  get value(): number {
    return this.#sum / this.#weight;
  }
}
