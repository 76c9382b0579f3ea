const remembered = 1024;

/** How a service fares. */
export class Statistics {
  readonly #start = performance.now();
  readonly #milliseconds = new Float64Array(remembered);
  #answered = 0;
  #statuses = new Map<number, number>();
  #sentences = 0;
  #closed = 0;

  /** Notes an answer to a request to translate, and how long it took. */
  answered(status: number, milliseconds: number): void {
    this.#statuses.set(status, (this.#statuses.get(status) ?? 0) + 1);
    if (status !== 200) return;
    this.#milliseconds[this.#answered % remembered] = milliseconds;
    this.#answered += 1;
  }

  /** Notes a client that left before the answer. */
  closed(): void {
    this.#closed += 1;
  }

  translated(sentences: number): void {
    this.#sentences += sentences;
  }

  get report() {
    const uptimeSeconds = (performance.now() - this.#start) / 1000;
    const known = this.#milliseconds.slice(0, Math.min(this.#answered, remembered)).toSorted();
    const quantile = (share: number): number | null =>
      known.length === 0 ? null : round(known[Math.ceil(share * known.length) - 1]!);
    return {
      uptimeSeconds: round(uptimeSeconds),
      sentences: this.#sentences,
      answers: Object.fromEntries(this.#statuses),
      closed: this.#closed,
      /** Of the last successful answers. */
      latencyMilliseconds: { p50: quantile(0.5), p95: quantile(0.95), p99: quantile(0.99) },
    };
  }
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
