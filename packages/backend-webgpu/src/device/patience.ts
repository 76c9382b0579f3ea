/** Waits shorter than this are left alone: a timer is not exact to a millisecond. */
const shortest = 8;
/** Part of the time that a wait will probably take for which nobody asks. */
const share = 0.7;

/**
 * Time to let pass before asking whether the device has finished. The package for Node asks again and again while a promise of it is
 * pending, on a thread that a driver which computes on the processor could use.
 */
export class Patience {
  #expected = 0;

  /** Runs `ask`, which waits for the device, when most of the time is over that it took before. */
  async wait<T>(ask: () => Promise<T>): Promise<T> {
    const start = performance.now();
    if (this.#expected > shortest) {
      await new Promise((resolve) => setTimeout(resolve, share * this.#expected));
    }
    const result = await ask();
    // A wait that was too long makes the next one shorter, by and by.
    this.#expected = (this.#expected + performance.now() - start) / 2;
    return result;
  }
}
