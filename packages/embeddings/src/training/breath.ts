/** How long work may go on without letting others have a turn, in milliseconds. */
const longest = 30;

/**
 * Lets the event loop have a turn when the last one is a while ago: a page stays responsive, Ctrl-C is noticed. Awaiting a tensor's
 * data does not, on a backend that has it at once.
 */
export class Breath {
  #last = performance.now();

  async take(): Promise<void> {
    if (performance.now() - this.#last < longest) return;
    await new Promise((resolve) => {
      setTimeout(resolve);
    });
    this.#last = performance.now();
  }
}
