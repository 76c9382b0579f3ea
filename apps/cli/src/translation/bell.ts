/** Wakes all who wait for it. */
export class Bell {
  #waiting: (() => void)[] = [];

  wait(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  ring(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }
}
