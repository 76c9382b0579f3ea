import {
  adaptiveAvgPool1d,
  adaptiveAvgPool2d,
  adaptiveAvgPool3d,
  adaptiveMaxPool1d,
  adaptiveMaxPool2d,
  adaptiveMaxPool3d,
  type OutputSize,
  type Tensor,
} from '@rondo/tensor';
import { Module } from '../module.ts';

abstract class AdaptivePool extends Module {
  readonly outputSize: OutputSize;

  /** `outputSize` is how many windows there are: for all axes, or for each; `null` keeps the size of an axis. */
  constructor(outputSize: OutputSize) {
    super();
    this.outputSize = outputSize;
  }
}

/**
 * Mean of each of `outputSize` windows, whatever the size of x: window i holds the places from ⌊i · L / outputSize⌋ up to but without
 * ⌈(i + 1) · L / outputSize⌉. With `outputSize` 1 it is the mean of the whole axis.
 *
 * x `[N, C, L]` or `[C, L]` → `[.., outputSize]`.
 */
export class AdaptiveAvgPool1d extends AdaptivePool {
  /** @throws ShapeError for another rank; RangeFault unless `outputSize` is 1 or more. */
  forward(x: Tensor): Tensor {
    return adaptiveAvgPool1d(x, this.outputSize);
  }
}

/** As `AdaptiveAvgPool1d`, over two axes: x `[N, C, H, W]` or `[C, H, W]`. */
export class AdaptiveAvgPool2d extends AdaptivePool {
  /** @throws ShapeError for another rank; RangeFault unless `outputSize` is 1 or more. */
  forward(x: Tensor): Tensor {
    return adaptiveAvgPool2d(x, this.outputSize);
  }
}

/** As `AdaptiveAvgPool1d`, over three axes: x `[N, C, D, H, W]` or `[C, D, H, W]`. */
export class AdaptiveAvgPool3d extends AdaptivePool {
  /** @throws ShapeError for another rank; RangeFault unless `outputSize` is 1 or more. */
  forward(x: Tensor): Tensor {
    return adaptiveAvgPool3d(x, this.outputSize);
  }
}

/** Largest number of each of `outputSize` windows, which lie as those of `AdaptiveAvgPool1d`. */
export class AdaptiveMaxPool1d extends AdaptivePool {
  /** @throws ShapeError for another rank; RangeFault unless `outputSize` is 1 or more. */
  forward(x: Tensor): Tensor {
    return adaptiveMaxPool1d(x, this.outputSize);
  }
}

/** As `AdaptiveMaxPool1d`, over two axes: x `[N, C, H, W]` or `[C, H, W]`. */
export class AdaptiveMaxPool2d extends AdaptivePool {
  /** @throws ShapeError for another rank; RangeFault unless `outputSize` is 1 or more. */
  forward(x: Tensor): Tensor {
    return adaptiveMaxPool2d(x, this.outputSize);
  }
}

/** As `AdaptiveMaxPool1d`, over three axes: x `[N, C, D, H, W]` or `[C, D, H, W]`. */
export class AdaptiveMaxPool3d extends AdaptivePool {
  /** @throws ShapeError for another rank; RangeFault unless `outputSize` is 1 or more. */
  forward(x: Tensor): Tensor {
    return adaptiveMaxPool3d(x, this.outputSize);
  }
}
