/** How long to work alone after threads were found wanting, in milliseconds: doubled each time, up to the longest. */
const shortestPause = 5;
const longestPause = 200;
/** Threads that are not so many times faster than one are not worth the trouble that they cause. */
const leastSpeedUp = 1.15;
/** So many milliseconds of gains and of losses are remembered. */
const mostCredit = 8;
const mostDebt = 4;
/** How a job went: how many of its calls this thread made in how many milliseconds, and how many the whole job took. */
export interface JobTimes {
  readonly calls: number;
  readonly own: number;
  readonly worked: number;
  readonly took: number;
}

/**
 * Whether threads pay. Where other programs want the processors, a worker may lose its own in the middle of a call, or take that
 * of the thread that wakes it. Keeps account of what threads gain and lose; in debt, the team works alone for a while.
 */
export class Patience {
  #balance = 0;
  #pause = 0;
  #aloneUntil = 0;

  allows(): boolean {
    return this.#aloneUntil === 0 || performance.now() >= this.#aloneUntil;
  }

  saw({ calls, own, worked, took }: JobTimes): void {
    // Calls of a job take about as long as each other.
    const alone = own === 0 ? took : (worked * calls) / own;
    const gain = alone - leastSpeedUp * took;
    this.#balance = Math.max(-mostDebt, Math.min(this.#balance + gain, mostCredit));
    if (this.#balance >= 0) {
      this.#pause = 0;
      this.#aloneUntil = 0;
    } else if (gain < 0) {
      this.#pause = Math.min(Math.max(2 * this.#pause, shortestPause), longestPause);
      this.#aloneUntil = performance.now() + this.#pause;
    }
  }
}
