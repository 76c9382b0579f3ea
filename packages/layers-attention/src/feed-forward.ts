import { checkOptions, Linear, Module } from '@rondo/layers-core';
import {
  checkShapes,
  dropout,
  gelu,
  linear,
  RangeFault,
  scope,
  silu,
  type Place,
  type Tensor,
} from '@rondo/tensor';
import { checkDropout, checkFloats, checkWhole } from './check-sizes.ts';

const activations = ['relu', 'gelu', 'swiglu'] as const;

/** What stands between the linear maps: a name, or a function of one tensor. */
export type Activation = (typeof activations)[number] | ((x: Tensor) => Tensor);

export interface FeedForwardOptions {
  /** 'relu' unless told otherwise; gelu is the exact one, with erf; swiglu has a third linear map. */
  readonly activation?: Activation;
  /** Probability of dropout after the activation while training (0.1). */
  readonly dropout?: number;
  /** Whether the linear maps have biases (true). */
  readonly bias?: boolean;
}

/** @throws RangeFault for an activation that is neither known nor a function. */
export function checkActivation(place: Place, activation: Activation): void {
  if (typeof activation === 'function' || activations.includes(activation)) return;
  throw new RangeFault(
    `${place.toString()}: expected the activation 'relu', 'gelu', 'swiglu' or a function, received '${activation}'`,
    { activation },
  );
}

/**
 * The same small network at every position, x `[.., E]` → `[.., E]` with F units between:
 *
 * W₂ dropout(a(W₁ x + b₁)) + b₂; with 'swiglu' W₂ dropout(silu(W₁ x + b₁) ⊙ (W₃ x + b₃)) + b₂, silu(y) = y σ(y).
 *
 * `linear1` is W₁ `[F, E]`, `linear2` W₂ `[E, F]`; the third map of swiglu, `linear3`, is W₃ `[F, E]`. The paper calls W₁, W₃ and W₂
 * W, V and W₂; Llama w1, w3 and w2, or gate_proj, up_proj and down_proj; both leave out the biases: `bias: false`.
 * Source: Vaswani et al. 2017, section 3.3; swiglu: Shazeer 2020, equation 6.
 */
export class FeedForward extends Module {
  readonly dModel: number;
  readonly linear1: Linear;
  readonly linear2: Linear;
  readonly linear3: Linear | undefined;
  readonly dropout: number;
  readonly #activation: Activation;

  /** @throws RangeFault for another activation, sizes or a dropout that are none, or an option that does not exist. */
  constructor(dModel: number, units: number, options: FeedForwardOptions = {}) {
    super();
    checkOptions(this, options, ['activation', 'dropout', 'bias']);
    const { activation = 'relu', dropout: p = 0.1, bias = true } = options;
    checkWhole(this, { dModel, units });
    checkDropout(this, p);
    checkActivation(this, activation);
    this.dModel = dModel;
    this.linear1 = new Linear(dModel, units, { bias });
    this.linear2 = new Linear(units, dModel, { bias });
    this.linear3 = activation === 'swiglu' ? new Linear(dModel, units, { bias }) : undefined;
    this.dropout = p;
    this.#activation = activation;
  }

  /** @throws ShapeError when x does not end in dModel. */
  forward(x: Tensor): Tensor {
    const { dModel } = this;
    checkShapes(this, { x: [x, ['...', 'dModel']] }, { dModel });
    checkFloats(this, { x });
    const { weight, bias } = this.linear2;
    return scope(() => {
      const hidden = this.#hidden(x);
      return linear(this.training ? dropout(hidden, this.dropout) : hidden, weight, bias);
    });
  }

  #hidden(x: Tensor): Tensor {
    const activation = this.#activation;
    const { weight, bias } = this.linear1;
    if (activation === 'relu') return linear(x, weight, bias, { activation });
    const y = linear(x, weight, bias);
    if (activation === 'gelu') return gelu(y);
    if (activation !== 'swiglu') return activation(y);
    return silu(y).mul(linear(x, this.linear3!.weight, this.linear3!.bias));
  }
}
