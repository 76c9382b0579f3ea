import type { Parameter } from '@rondo/autograd';
import { assign, type Tensor } from '@rondo/tensor';
import { withDecay } from './decay.ts';
import type { BaseSettings, Optimized } from './groups.ts';
import { Optimizer, type Slot } from './optimizer.ts';

export interface AdadeltaSettings extends BaseSettings {
  /** ρ: how much of the means of squares is kept (0.9). */
  readonly rho: number;
  /** ε, added inside the roots (1e-6). */
  readonly eps: number;
}

type AdadeltaMemory = 'square_avg' | 'acc_delta';

/** Adadelta: s ← ρ s + (1 - ρ) g², δ = g √(a + ε) / √(s + ε), a ← ρ a + (1 - ρ) δ², p ← p - η δ. Source: Zeiler 2012, algorithm 1. */
export class Adadelta extends Optimizer<AdadeltaSettings, AdadeltaMemory> {
  constructor(optimized: Optimized<AdadeltaSettings>, options: Partial<AdadeltaSettings> = {}) {
    super(optimized, { learningRate: 1, weightDecay: 0, rho: 0.9, eps: 1e-6, ...options });
  }

  protected override memory(): Record<AdadeltaMemory, number> {
    return { square_avg: 0, acc_delta: 0 };
  }

  protected override update(
    parameter: Parameter,
    gradient: Tensor,
    { memory: { square_avg: s, acc_delta: a } }: Slot<AdadeltaMemory>,
    { learningRate, weightDecay, rho, eps }: AdadeltaSettings,
  ): void {
    const g = withDecay(gradient, parameter, weightDecay);
    assign(s, s.mul(rho).add(g.square().mul(1 - rho)));
    const delta = g.mul(a.add(eps).sqrt()).div(s.add(eps).sqrt());
    assign(a, a.mul(rho).add(delta.square().mul(1 - rho)));
    assign(parameter, parameter.sub(delta.mul(learningRate)));
  }
}
