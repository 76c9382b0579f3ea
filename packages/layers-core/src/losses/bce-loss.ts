import {
  binaryCrossEntropy,
  binaryCrossEntropyWithLogits,
  type BinaryCrossEntropyOptions,
  type BinaryCrossEntropyWithLogitsOptions,
  type Tensor,
} from '@rondo/tensor';
import { Loss } from './loss.ts';

/**
 * Cross-entropy of probabilities of a yes: l = -w [y log p + (1 - y) log(1 - p)], each logarithm at least -100.
 *
 * input p and target y `[..]` of one shape, from 0 to 1 → `[]`. `BCEWithLogitsLoss` keeps more digits than a sigmoid before this.
 */
export class BCELoss extends Loss {
  /** Broadcasts to the input; a buffer: the module owns it. */
  readonly weight: Tensor | undefined;

  constructor(options: BinaryCrossEntropyOptions = {}) {
    super(options, 'weight');
    this.weight = options.weight;
  }

  /** @throws ShapeError when the shapes do not fit. */
  forward(input: Tensor, target: Tensor): Tensor {
    return binaryCrossEntropy(input, target, this);
  }
}

/**
 * Cross-entropy of logits of a yes, without overflow: l = -w [a y log σ(x) + (1 - y) log(1 - σ(x))], σ the sigmoid, a the `posWeight`.
 *
 * input x and target y `[..]` of one shape, y from 0 to 1 → `[]`. See `binaryCrossEntropyWithLogits`.
 */
export class BCEWithLogitsLoss extends Loss {
  static override readonly torchNames = { posWeight: 'pos_weight' };

  /** Broadcasts to the input, as `posWeight`; buffers: the module owns them. */
  readonly weight: Tensor | undefined;
  readonly posWeight: Tensor | undefined;

  constructor(options: BinaryCrossEntropyWithLogitsOptions = {}) {
    super(options, 'weight', 'posWeight');
    this.weight = options.weight;
    this.posWeight = options.posWeight;
  }

  /** @throws ShapeError when the shapes do not fit. */
  forward(input: Tensor, target: Tensor): Tensor {
    return binaryCrossEntropyWithLogits(input, target, this);
  }
}
