import { noGrad, Parameter } from '@rondo/autograd';
import {
  accumulate,
  assign,
  batchNorm,
  checkShapes,
  keep,
  ones,
  reciprocal,
  scope,
  ShapeError,
  zeros,
  type Tensor,
} from '@rondo/tensor';
import { checkOptions } from './check-options.ts';
import { checkSizes } from './check-sizes.ts';
import { Module } from './module.ts';

export interface BatchNormOptions {
  /** Added to the variance, inside the root (1e-5). */
  readonly eps?: number;
  /** What the statistics of a batch weigh in the running ones (0.1); null weighs all batches equally. */
  readonly momentum?: number | null;
  /** Whether to learn a factor and a bias for each channel (true). */
  readonly affine?: boolean;
  /** Whether to learn a bias besides the factor (true). */
  readonly bias?: boolean;
  /** Whether to gather running statistics for evaluation (true); without them each batch is normalised by its own. */
  readonly trackRunningStats?: boolean;
}

/**
 * y = (x - mean) / √(variance + eps) · weight + bias, channel by channel: with mean and biased variance of the batch while training,
 * with the running ones in evaluation.
 *
 * running ← running + momentum · (batch - running), whose variance is the unbiased one. Source: Ioffe & Szegedy 2015, algorithm 1.
 */
abstract class BatchNorm extends Module {
  static override readonly torchNames = {
    runningMean: 'running_mean',
    runningVar: 'running_var',
    numBatchesTracked: 'num_batches_tracked',
  };

  readonly numFeatures: number;
  readonly eps: number;
  readonly momentum: number | null;
  /** `[C]`, from 1. */
  readonly weight: Parameter | undefined;
  /** `[C]`, from 0. */
  readonly bias: Parameter | undefined;
  /** `[C]`, from 0: a buffer. */
  readonly runningMean: Tensor | undefined;
  /** `[C]`, from 1: a buffer. */
  readonly runningVar: Tensor | undefined;
  /** int32 `[]`: a buffer. */
  readonly numBatchesTracked: Tensor | undefined;

  /** @throws RangeFault unless the size is a whole number. */
  constructor(numFeatures: number, options: BatchNormOptions = {}) {
    super();
    checkOptions(this, options, ['eps', 'momentum', 'affine', 'bias', 'trackRunningStats']);
    checkSizes(this, { numFeatures });
    const { eps = 1e-5, momentum = 0.1, affine = true, bias = true } = options;
    const { trackRunningStats = true } = options;
    this.numFeatures = numFeatures;
    this.eps = eps;
    this.momentum = momentum;
    this.weight = affine ? new Parameter(ones([numFeatures])) : undefined;
    this.bias = affine && bias ? new Parameter(zeros([numFeatures])) : undefined;
    if (!trackRunningStats) return;
    this.runningMean = keep(zeros([numFeatures]));
    this.runningVar = keep(ones([numFeatures]));
    this.numBatchesTracked = keep(zeros([], { dtype: 'int32' }));
  }

  /** The names of the axes that x must have. */
  protected abstract axesOf(x: Tensor): readonly string[];

  /**
   * Normalises x, and takes its statistics into the running ones while training.
   * @throws ShapeError when an axis does not fit, or a channel has a single number to tell its variance from.
   */
  forward(x: Tensor): Tensor {
    const { numFeatures, eps, weight, bias, runningMean, runningVar } = this;
    checkShapes(this, { x: [x, this.axesOf(x)] }, { numFeatures });
    const perChannel = (values: Tensor): Tensor =>
      values.reshape([numFeatures, ...x.shape.slice(2).map(() => 1)]);
    return scope(() => {
      if (this.training || !runningMean || !runningVar) {
        this.#requireSeveral(x);
        const { output, mean, variance } = batchNorm(x, { weight, bias, eps });
        if (this.training) this.#track(mean, variance, x.size / numFeatures);
        return output;
      }
      const deviation = perChannel(runningVar).add(eps).rsqrt();
      const scale = weight ? deviation.mul(perChannel(weight)) : deviation;
      const y = x.sub(perChannel(runningMean)).mul(scale);
      return bias ? y.add(perChannel(bias)) : y;
    });
  }

  /** Forgets what was gathered: mean 0, variance 1, no batches. */
  resetRunningStats(): void {
    const { runningMean, runningVar, numBatchesTracked } = this;
    for (const buffer of [runningMean, runningVar, numBatchesTracked]) {
      if (!buffer) continue;
      const { shape, dtype } = buffer;
      const { backend } = buffer.storage;
      const make = buffer === runningVar ? ones : zeros;
      scope(() => assign(buffer, make(shape, { dtype, backend })));
    }
  }

  /** @throws ShapeError for a batch that has no variance. */
  #requireSeveral(x: Tensor): void {
    if (x.size > this.numFeatures) return;
    throw new ShapeError(
      `${this.toString()}: the variance of a batch needs more than one number for each channel, received x ` +
        `[${x.shape.join(', ')}]; use larger batches, or eval()`,
      { x: x.shape },
    );
  }

  /** Takes the statistics of a batch with `count` numbers in each channel into the running ones. */
  #track(mean: Tensor, variance: Tensor, count: number): void {
    const { runningMean, runningVar, numBatchesTracked, momentum } = this;
    if (!runningMean || !runningVar || !numBatchesTracked) return;
    noGrad(() => {
      scope(() => {
        const { backend } = numBatchesTracked.storage;
        accumulate(numBatchesTracked, ones([], { dtype: 'int32', backend }));
        const part = momentum ?? reciprocal(numBatchesTracked.cast('float32'));
        const blend = (running: Tensor, batch: Tensor): void =>
          assign(running, running.add(batch.sub(running).mul(part)));
        blend(runningMean, mean);
        blend(runningVar, variance.mul(count / (count - 1)));
      });
    });
  }
}

/** Batch normalisation of x `[N, C]` or `[N, C, L]`, see `BatchNorm2d`. */
export class BatchNorm1d extends BatchNorm {
  protected override axesOf(x: Tensor): readonly string[] {
    return x.rank === 2 ? ['N', 'numFeatures'] : ['N', 'numFeatures', 'L'];
  }
}

/**
 * Batch normalisation of x `[N, C, H, W]` → the same shape: y = (x - mean) / √(variance + eps) · weight + bias, channel by channel.
 *
 * While training, mean and biased variance are those of the batch, and the running ones follow it: running ← running + momentum ·
 * (batch - running), with the unbiased variance of the batch. In evaluation, they are the running ones.
 * Source: Ioffe & Szegedy 2015, algorithms 1 and 2.
 */
export class BatchNorm2d extends BatchNorm {
  protected override axesOf(): readonly string[] {
    return ['N', 'numFeatures', 'H', 'W'];
  }
}

/** Batch normalisation of x `[N, C, D, H, W]`, see `BatchNorm2d`. */
export class BatchNorm3d extends BatchNorm {
  protected override axesOf(): readonly string[] {
    return ['N', 'numFeatures', 'D', 'H', 'W'];
  }
}
