import type { Parameter } from '@rondo/autograd';
import { assign, RangeFault, type Tensor } from '@rondo/tensor';
import { withDecay } from './decay.ts';
import type { BaseSettings, Optimized } from './groups.ts';
import { Optimizer, type Slot } from './optimizer.ts';

export interface SGDSettings extends BaseSettings {
  /** μ: how much of the last step is kept (0). */
  readonly momentum: number;
  /** τ: how much of the gradient is left out of the momentum (0). */
  readonly dampening: number;
  /** Whether to look ahead along the momentum (Nesterov). */
  readonly nesterov: boolean;
}

/**
 * Stochastic gradient descent: b ← μ b + (1 - τ) g (b ← g at the first step), p ← p - η b; with Nesterov's momentum
 * p ← p - η (g + μ b). Source: Sutskever et al. 2013, in PyTorch's form.
 */
export class SGD extends Optimizer<SGDSettings, 'momentum_buffer'> {
  constructor(optimized: Optimized<SGDSettings>, options: Partial<SGDSettings> = {}) {
    const defaults = {
      learningRate: 1e-3,
      weightDecay: 0,
      momentum: 0,
      dampening: 0,
      nesterov: false,
    };
    super(optimized, { ...defaults, ...options });
  }

  protected override checkSettings({ nesterov, momentum, dampening }: SGDSettings): void {
    if (!nesterov || (momentum !== 0 && dampening === 0)) return;
    throw new RangeFault(
      `SGD: Nesterov's form needs a momentum and no dampening, received ${momentum} and ${dampening}`,
      { momentum, dampening },
    );
  }

  protected override memory({ momentum }: SGDSettings): { momentum_buffer?: number } {
    return momentum === 0 ? {} : { momentum_buffer: 0 };
  }

  protected override update(
    parameter: Parameter,
    gradient: Tensor,
    { step, memory: { momentum_buffer: b } }: Slot<'momentum_buffer'>,
    { learningRate, weightDecay, momentum, dampening, nesterov }: SGDSettings,
  ): void {
    const g = withDecay(gradient, parameter, weightDecay);
    if (momentum === 0) {
      assign(parameter, parameter.sub(g.mul(learningRate)));
      return;
    }
    assign(b, step === 1 ? g : b.mul(momentum).add(g.mul(1 - dampening)));
    const direction = nesterov ? g.add(b.mul(momentum)) : b;
    assign(parameter, parameter.sub(direction.mul(learningRate)));
  }
}
