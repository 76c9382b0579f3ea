/** How long to work alone after threads were found wanting, in milliseconds: doubled each time, up to the longest. */
const shortestPause = 5;
const longestPause = 200;
/** Waits of this length in milliseconds say that a worker lost its processor; a busy one only takes turns. */
const longWait = 0.5;

/**
 * Whether it pays to wait for workers. Where other programs want the processors, a worker may lose its own in the middle of a
 * call, and the team stands still: then the team works alone for a while.
 */
export class Patience {
  #pause = 0;
  #aloneUntil = 0;

  allows(): boolean {
    return this.#aloneUntil === 0 || performance.now() >= this.#aloneUntil;
  }

  /** Tells of a job: how long this thread worked and then waited, in milliseconds. */
  saw(worked: number, waited: number): void {
    if (waited > longWait && waited > worked) {
      this.#pause = Math.min(Math.max(2 * this.#pause, shortestPause), longestPause);
      this.#aloneUntil = performance.now() + this.#pause;
    } else if (this.#aloneUntil !== 0) {
      this.#pause /= 2;
      this.#aloneUntil = this.#pause < shortestPause ? 0 : this.#aloneUntil;
    }
  }
}
