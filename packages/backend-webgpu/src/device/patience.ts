/** Waits shorter than this are left alone: a timer is not exact to a millisecond. */
const shortest = 8;
/** An answer within this time was there before the question. */
const soon = 1;
/** Part of the time that a wait will probably take for which nobody asks. */
const share = 0.7;

/**
 * Time to let pass before asking whether the device has finished. The package for Node asks again and again while a promise of it is
 * pending, on a thread that a driver which computes on the processor could use.
 */
export class Patience {
  /** Milliseconds of the last two waits; 0 where the device had finished before it was asked. */
  #last: readonly [number, number] = [0, 0];

  /** Runs `ask`, which waits for the device, when most of the time is over that both waits before took: one long wait may be a compilation. */
  async wait<T>(ask: () => Promise<T>): Promise<T> {
    const start = performance.now();
    const expected = Math.min(...this.#last);
    const isPatient = expected > shortest;
    if (isPatient) await new Promise((resolve) => setTimeout(resolve, share * expected));
    const asked = performance.now();
    const result = await ask();
    const end = performance.now();
    const wasReady = isPatient && end - asked < soon;
    this.#last = [this.#last[1], wasReady ? 0 : end - start];
    return result;
  }
}
