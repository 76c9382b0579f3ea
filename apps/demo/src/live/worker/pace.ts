/** The speed of the last steps. */
export class Pace {
  amountPerSecond = 0;
  secondsPerStep = 0;
  #last = performance.now();

  add(amount: number): void {
    const now = performance.now();
    const seconds = Math.max(1e-6, (now - this.#last) / 1000);
    this.#last = now;
    const weight = this.secondsPerStep === 0 ? 1 : 0.05;
    this.secondsPerStep += weight * (seconds - this.secondsPerStep);
    this.amountPerSecond += weight * (amount / seconds - this.amountPerSecond);
  }
}
