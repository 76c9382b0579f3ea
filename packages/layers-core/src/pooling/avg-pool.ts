import {
  avgPool1d,
  avgPool2d,
  avgPool3d,
  type AvgPoolOptions,
  type DividedAvgPoolOptions,
  type PerAxis,
  type Tensor,
} from '@rondo/tensor';
import { checkOptions } from '../check-options.ts';
import { Module } from '../module.ts';

abstract class AvgPool extends Module {
  readonly kernelSize: PerAxis;
  readonly stride: PerAxis;
  readonly padding: PerAxis;
  readonly ceilMode: boolean;
  readonly countIncludePad: boolean;

  constructor(kernelSize: PerAxis, options: AvgPoolOptions = {}, ...own: readonly string[]) {
    super();
    const names = ['stride', 'padding', 'ceilMode', 'countIncludePad', ...own];
    checkOptions(this, options as Readonly<Record<string, unknown>>, names);
    this.kernelSize = kernelSize;
    this.stride = options.stride ?? kernelSize;
    this.padding = options.padding ?? 0;
    this.ceilMode = options.ceilMode ?? false;
    this.countIncludePad = options.countIncludePad ?? true;
  }
}

abstract class DividedAvgPool extends AvgPool {
  readonly divisorOverride: number | undefined;

  constructor(kernelSize: PerAxis, options: DividedAvgPoolOptions = {}) {
    super(kernelSize, options, 'divisorOverride');
    this.divisorOverride = options.divisorOverride;
  }
}

/**
 * Mean of each window: y[n, c, i] = 1/K Σ_k x[n, c, i · stride + k - padding]; stride starts as `kernelSize`, and padding counts as
 * zeros unless `countIncludePad` is false.
 *
 * x `[N, C, L]` or `[C, L]` → `[.., ⌊(L + 2 · padding - kernelSize) / stride⌋ + 1]`, ⌈ ⌉ in ceil mode. See `avgPool1d`.
 */
export class AvgPool1d extends AvgPool {
  /** @throws ShapeError for another rank or where no window fits; RangeFault for options out of range. */
  forward(x: Tensor): Tensor {
    return avgPool1d(x, this.kernelSize, this);
  }
}

/** As `AvgPool1d`, over two axes: x `[N, C, H, W]` or `[C, H, W]`. */
export class AvgPool2d extends DividedAvgPool {
  /** @throws ShapeError for another rank or where no window fits; RangeFault for options out of range. */
  forward(x: Tensor): Tensor {
    return avgPool2d(x, this.kernelSize, this);
  }
}

/** As `AvgPool1d`, over three axes: x `[N, C, D, H, W]` or `[C, D, H, W]`. */
export class AvgPool3d extends DividedAvgPool {
  /** @throws ShapeError for another rank or where no window fits; RangeFault for options out of range. */
  forward(x: Tensor): Tensor {
    return avgPool3d(x, this.kernelSize, this);
  }
}
