import type { Parameter } from '@rondo/autograd';
import { assign, type Tensor } from '@rondo/tensor';
import { withDecay } from './decay.ts';
import type { BaseSettings, Optimized } from './groups.ts';
import { Optimizer, type Slot } from './optimizer.ts';

export interface RMSpropSettings extends BaseSettings {
  /** α: how much of the means is kept (0.99). */
  readonly alpha: number;
  /** ε, added to the root (1e-8). */
  readonly eps: number;
  /** μ: how much of the last step is kept (0). */
  readonly momentum: number;
  /** Whether to divide by the deviation around the mean gradient (false) (Graves 2013). */
  readonly centered: boolean;
}

type RMSpropMemory = 'square_avg' | 'momentum_buffer' | 'grad_avg';

/**
 * RMSprop: s ← α s + (1 - α) g², b ← μ b + g / (√s + ε), p ← p - η b; centered: √(s - m²) with m ← α m + (1 - α) g.
 *
 * Source: Hinton 2012, lecture 6e.
 */
export class RMSprop extends Optimizer<RMSpropSettings, RMSpropMemory> {
  constructor(optimized: Optimized<RMSpropSettings>, options: Partial<RMSpropSettings> = {}) {
    const defaults = {
      learningRate: 0.01,
      weightDecay: 0,
      alpha: 0.99,
      eps: 1e-8,
      momentum: 0,
      centered: false,
    };
    super(optimized, { ...defaults, ...options });
  }

  protected override memory({
    momentum,
    centered,
  }: RMSpropSettings): Partial<Record<RMSpropMemory, number>> {
    return {
      square_avg: 0,
      ...(momentum > 0 ? { momentum_buffer: 0 } : {}),
      ...(centered ? { grad_avg: 0 } : {}),
    };
  }

  protected override update(
    parameter: Parameter,
    gradient: Tensor,
    { memory: { square_avg: s, momentum_buffer: b, grad_avg: m } }: Slot<RMSpropMemory>,
    { learningRate, weightDecay, alpha, eps, momentum, centered }: RMSpropSettings,
  ): void {
    const g = withDecay(gradient, parameter, weightDecay);
    assign(s, s.mul(alpha).add(g.square().mul(1 - alpha)));
    if (centered) assign(m, m.mul(alpha).add(g.mul(1 - alpha)));
    const variance = centered ? s.sub(m.square()) : s;
    const scaled = g.div(variance.sqrt().add(eps));
    if (momentum > 0) assign(b, b.mul(momentum).add(scaled));
    assign(parameter, parameter.sub((momentum > 0 ? b : scaled).mul(learningRate)));
  }
}
