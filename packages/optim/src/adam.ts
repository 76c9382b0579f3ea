import type { Parameter } from '@rondo/autograd';
import {
  adamUpdates,
  assign,
  RangeFault,
  type AdamOperands,
  type AdamStep,
  type Tensor,
} from '@rondo/tensor';
import { withDecay } from './decay.ts';
import type { BaseSettings, Optimized } from './groups.ts';
import { Optimizer, type Change, type Slot } from './optimizer.ts';

export interface AdamSettings extends BaseSettings {
  /** β₁ and β₂: how much of the means of the gradient and of its square is kept (0.9 and 0.999). */
  readonly betas: readonly [beta1: number, beta2: number];
  /** ε, added to the root (1e-8). */
  readonly eps: number;
  /** Whether to divide by the largest variance so far (false) (Reddi et al. 2018). */
  readonly amsgrad: boolean;
}

type AdamMemory = 'exp_avg' | 'exp_avg_sq' | 'max_exp_avg_sq';

type AdamChange = Change<AdamMemory>;

/** What Adam and AdamW share: all but where the weight decay goes. */
abstract class AdamFamily extends Optimizer<AdamSettings, AdamMemory> {
  readonly #decoupled: boolean;

  constructor(optimized: Optimized<AdamSettings>, settings: AdamSettings, decoupled: boolean) {
    super(optimized, settings);
    this.#decoupled = decoupled;
  }

  protected override checkSettings({ betas }: AdamSettings): void {
    if (betas.every((beta) => beta >= 0 && beta < 1)) return;
    throw new RangeFault(
      `${this.constructor.name}: expected betas of 0 or more and below 1, received ${betas.join(', ')}`,
      { betas },
    );
  }

  protected override memory({ amsgrad }: AdamSettings): Partial<Record<AdamMemory, number>> {
    return { exp_avg: 0, exp_avg_sq: 0, ...(amsgrad ? { max_exp_avg_sq: 0 } : {}) };
  }

  /** All parameters that have had as many steps are changed together. */
  protected override updateAll(changes: readonly AdamChange[], settings: AdamSettings): void {
    if (settings.amsgrad) {
      super.updateAll(changes, settings);
      return;
    }
    const bySteps = new Map<number, AdamOperands<Tensor>[]>();
    for (const { parameter, gradient, slot } of changes) {
      const { exp_avg: mean, exp_avg_sq: variance } = slot.memory;
      let together = bySteps.get(slot.step);
      if (!together) bySteps.set(slot.step, (together = []));
      together.push({ parameter, gradient, mean, variance });
    }
    for (const [step, together] of bySteps) adamUpdates(together, this.#numbers(step, settings));
  }

  #numbers(step: number, { learningRate, weightDecay, betas, eps }: AdamSettings): AdamStep {
    const [beta1, beta2] = betas;
    return {
      learningRate,
      beta1,
      beta2,
      eps,
      weightDecay,
      decoupled: this.#decoupled,
      correction1: 1 - beta1 ** step,
      correction2: 1 - beta2 ** step,
    };
  }

  /** The form that divides by the largest variance so far. */
  protected override update(
    parameter: Parameter,
    gradient: Tensor,
    { step, memory }: Slot<AdamMemory>,
    settings: AdamSettings,
  ): void {
    const { learningRate, beta1, beta2, eps, weightDecay, decoupled, correction1, correction2 } =
      this.#numbers(step, settings);
    const { exp_avg: m, exp_avg_sq: v, max_exp_avg_sq: top } = memory;
    const g = decoupled ? gradient : withDecay(gradient, parameter, weightDecay);
    const p = decoupled ? parameter.mul(1 - learningRate * weightDecay) : parameter;
    assign(m, m.mul(beta1).add(g.mul(1 - beta1)));
    assign(v, v.mul(beta2).add(g.square().mul(1 - beta2)));
    assign(top, top.maximum(v));
    const root = top
      .sqrt()
      .mul(1 / Math.sqrt(correction2))
      .add(eps);
    assign(parameter, p.sub(m.div(root).mul(learningRate / correction1)));
  }
}

const defaults = { learningRate: 1e-3, betas: [0.9, 0.999], eps: 1e-8, amsgrad: false } as const;

/**
 * Adam: m ← β₁ m + (1 - β₁) g, v ← β₂ v + (1 - β₂) g², p ← p - η m̂ / (√v̂ + ε), m̂ = m / (1 - β₁ᵗ), v̂ = v / (1 - β₂ᵗ).
 *
 * Source: Kingma & Ba 2015, algorithm 1. Weight decay (0) is added to g.
 */
export class Adam extends AdamFamily {
  constructor(optimized: Optimized<AdamSettings>, options: Partial<AdamSettings> = {}) {
    super(optimized, { ...defaults, weightDecay: 0, ...options }, false);
  }
}

/**
 * Adam with weight decay (0.01) apart from the gradient: p ← (1 - η λ) p before the step.
 *
 * Source: Loshchilov & Hutter 2019, algorithm 2, in PyTorch's form, where η scales the decay.
 */
export class AdamW extends AdamFamily {
  constructor(optimized: Optimized<AdamSettings>, options: Partial<AdamSettings> = {}) {
    super(optimized, { ...defaults, weightDecay: 0.01, ...options }, true);
  }
}
