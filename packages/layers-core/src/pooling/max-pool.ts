import {
  maxPool1d,
  maxPool2d,
  maxPool3d,
  type MaxPoolOptions,
  type PerAxis,
  type Tensor,
} from '@rondo/tensor';
import { checkOptions } from '../check-options.ts';
import { Module } from '../module.ts';

abstract class MaxPool extends Module {
  readonly kernelSize: PerAxis;
  readonly stride: PerAxis;
  readonly padding: PerAxis;
  readonly dilation: PerAxis;
  readonly ceilMode: boolean;

  constructor(kernelSize: PerAxis, options: MaxPoolOptions = {}) {
    super();
    checkOptions(this, options, ['stride', 'padding', 'dilation', 'ceilMode']);
    this.kernelSize = kernelSize;
    this.stride = options.stride ?? kernelSize;
    this.padding = options.padding ?? 0;
    this.dilation = options.dilation ?? 1;
    this.ceilMode = options.ceilMode ?? false;
  }
}

/**
 * Largest number of each window: y[n, c, i] = max_k x[n, c, i · stride + k · dilation - padding]; stride starts as `kernelSize`.
 *
 * x `[N, C, L]` or `[C, L]` → `[.., ⌊(L + 2 · padding - dilation · (kernelSize - 1) - 1) / stride⌋ + 1]`, ⌈ ⌉ in ceil mode. Of equals, the
 * first gets the gradient. See `maxPool1d`.
 */
export class MaxPool1d extends MaxPool {
  /** @throws ShapeError for another rank or where no window fits; RangeFault for options out of range. */
  forward(x: Tensor): Tensor {
    return maxPool1d(x, this.kernelSize, this);
  }
}

/** As `MaxPool1d`, over two axes: x `[N, C, H, W]` or `[C, H, W]`. */
export class MaxPool2d extends MaxPool {
  /** @throws ShapeError for another rank or where no window fits; RangeFault for options out of range. */
  forward(x: Tensor): Tensor {
    return maxPool2d(x, this.kernelSize, this);
  }
}

/** As `MaxPool1d`, over three axes: x `[N, C, D, H, W]` or `[C, D, H, W]`. */
export class MaxPool3d extends MaxPool {
  /** @throws ShapeError for another rank or where no window fits; RangeFault for options out of range. */
  forward(x: Tensor): Tensor {
    return maxPool3d(x, this.kernelSize, this);
  }
}
