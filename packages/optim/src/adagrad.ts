import type { Parameter } from '@rondo/autograd';
import { assign, type Tensor } from '@rondo/tensor';
import { withDecay } from './decay.ts';
import type { BaseSettings, Optimized } from './groups.ts';
import { Optimizer, type Slot } from './optimizer.ts';

export interface AdagradSettings extends BaseSettings {
  /** κ: the rate falls as 1 / (1 + κ (t - 1)) (0). */
  readonly learningRateDecay: number;
  /** What the sum of squares starts with (0). */
  readonly initialAccumulator: number;
  /** ε, added to the root (1e-10). */
  readonly eps: number;
}

/** Adagrad: s ← s + g², p ← p - η g / (√s + ε). Source: Duchi, Hazan & Singer 2011. */
export class Adagrad extends Optimizer<AdagradSettings, 'sum'> {
  constructor(optimized: Optimized<AdagradSettings>, options: Partial<AdagradSettings> = {}) {
    const defaults = {
      learningRate: 0.01,
      weightDecay: 0,
      learningRateDecay: 0,
      initialAccumulator: 0,
      eps: 1e-10,
    };
    super(optimized, { ...defaults, ...options });
  }

  protected override memory({ initialAccumulator }: AdagradSettings): { sum: number } {
    return { sum: initialAccumulator };
  }

  protected override update(
    parameter: Parameter,
    gradient: Tensor,
    { step, memory: { sum } }: Slot<'sum'>,
    { learningRate, weightDecay, learningRateDecay, eps }: AdagradSettings,
  ): void {
    const g = withDecay(gradient, parameter, weightDecay);
    const rate = learningRate / (1 + (step - 1) * learningRateDecay);
    assign(sum, sum.add(g.square()));
    assign(parameter, parameter.sub(g.div(sum.sqrt().add(eps)).mul(rate)));
  }
}
