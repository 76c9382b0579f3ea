import { noGrad, type Parameter } from '@rondo/autograd';
import { assign, RangeFault, scope, type Tensor } from '@rondo/tensor';

export interface GradScalerOptions {
  /** The first scale (65,536). */
  readonly initialScale?: number;
  /** What the scale is multiplied by after `growthInterval` steps in a row with finite gradients (2). */
  readonly growthFactor?: number;
  /** What it is multiplied by after a step without (0.5). */
  readonly backoffFactor?: number;
  readonly growthInterval?: number;
}

/** What a resumed run needs of a scaler: numbers that fit in JSON. */
export interface GradScalerState {
  readonly scale: number;
  /** Steps with finite gradients since the scale changed. */
  readonly growthTracker: number;
}

/**
 * Scales a loss so that gradients which float16 would take for 0 survive, and the gradients back: backward on s · loss, then g ← g / s.
 * A step whose gradients are not finite is left out, and s halved; after 2,000 good steps in a row it is doubled.
 *
 * Source: Micikevicius et al. 2018, section 3.2, with PyTorch's names and defaults.
 */
export class GradScaler {
  readonly #growthFactor: number;
  readonly #backoffFactor: number;
  readonly #growthInterval: number;
  #scale: number;
  #growthTracker = 0;

  /** @throws RangeFault for factors that would not grow or shrink the scale. */
  constructor({
    initialScale = 2 ** 16,
    growthFactor = 2,
    backoffFactor = 0.5,
    growthInterval = 2000,
  }: GradScalerOptions = {}) {
    expectThat(isPositive(initialScale), 'initialScale', 'above 0', initialScale);
    expectThat(growthFactor > 1, 'growthFactor', 'above 1', growthFactor);
    const shrinks = backoffFactor > 0 && backoffFactor < 1;
    expectThat(shrinks, 'backoffFactor', 'between 0 and 1', backoffFactor);
    const isCount = Number.isInteger(growthInterval) && growthInterval > 0;
    expectThat(isCount, 'growthInterval', 'a whole number of 1 or more', growthInterval);
    this.#scale = initialScale;
    this.#growthFactor = growthFactor;
    this.#backoffFactor = backoffFactor;
    this.#growthInterval = growthInterval;
  }

  /** s */
  get currentScale(): number {
    return this.#scale;
  }

  /** s · loss: what to go backward from. */
  scale(loss: Tensor): Tensor {
    return loss.mul(this.#scale);
  }

  /** g ← g / s for every gradient, in place. */
  unscale(parameters: Iterable<Parameter>): void {
    noGrad(() =>
      scope(() => {
        for (const { grad } of parameters) if (grad) assign(grad, grad.mul(1 / this.#scale));
      }),
    );
  }

  /** Says whether the gradients of a step were finite, once they are known: the scale of the next step follows from it. */
  update(isFinite: boolean): void {
    if (!isFinite) {
      this.#scale *= this.#backoffFactor;
      this.#growthTracker = 0;
      return;
    }
    this.#growthTracker++;
    if (this.#growthTracker < this.#growthInterval) return;
    const grown = this.#scale * this.#growthFactor;
    // Beyond the largest float32 there is nothing to gain.
    if (grown < 2 ** 127) this.#scale = grown;
    this.#growthTracker = 0;
  }

  stateDict(): GradScalerState {
    return { scale: this.#scale, growthTracker: this.#growthTracker };
  }

  /** @throws RangeFault unless it is a state that `stateDict()` gave. */
  loadStateDict({ scale, growthTracker }: GradScalerState): void {
    expectThat(isPositive(scale), 'scale', 'above 0', scale);
    const isCount = Number.isInteger(growthTracker) && growthTracker >= 0;
    expectThat(isCount, 'growthTracker', 'a whole number of 0 or more', growthTracker);
    this.#scale = scale;
    this.#growthTracker = growthTracker;
  }
}

function isPositive(x: number): boolean {
  return x > 0 && Number.isFinite(x);
}

function expectThat(holds: boolean, name: string, wanted: string, received: unknown): void {
  if (holds) return;
  throw new RangeFault(`GradScaler: expected ${name} ${wanted}, received ${String(received)}`, {
    [name]: received,
  });
}
