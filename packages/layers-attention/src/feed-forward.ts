import { Linear, Module } from '@rondo/layers-core';
import { dropout, gelu, relu, type Tensor } from '@rondo/tensor';

/** What stands between the two linear maps: a name, or a function of one tensor. */
export type Activation = 'relu' | 'gelu' | ((x: Tensor) => Tensor);

export interface FeedForwardOptions {
  /** 'relu' unless told otherwise; gelu is the exact one, with erf. */
  readonly activation?: Activation;
  /** Probability of dropout after the activation while training (0.1). */
  readonly dropout?: number;
  /** Whether the linear maps have biases (true). */
  readonly bias?: boolean;
}

const activations = { relu, gelu: (x: Tensor): Tensor => gelu(x) };

/**
 * The same small network at every position: W₂ dropout(a(W₁ x + b₁)) + b₂, x `[.., E]` → `[.., E]` with F units between.
 *
 * Source: Vaswani et al. 2017, section 3.3.
 */
export class FeedForward extends Module {
  readonly linear1: Linear;
  readonly linear2: Linear;
  readonly dropout: number;
  readonly #activation: (x: Tensor) => Tensor;

  constructor(
    dModel: number,
    units: number,
    { activation = 'relu', dropout: p = 0.1, bias = true }: FeedForwardOptions = {},
  ) {
    super();
    this.linear1 = new Linear(dModel, units, { bias });
    this.linear2 = new Linear(units, dModel, { bias });
    this.dropout = p;
    this.#activation = typeof activation === 'function' ? activation : activations[activation];
  }

  /** @throws ShapeError when x does not end in dModel. */
  forward(x: Tensor): Tensor {
    const hidden = this.#activation(this.linear1.forward(x));
    return this.linear2.forward(this.training ? dropout(hidden, this.dropout) : hidden);
  }
}
