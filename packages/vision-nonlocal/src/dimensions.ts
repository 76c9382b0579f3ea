import {
  BatchNorm1d,
  BatchNorm2d,
  BatchNorm3d,
  Conv1d,
  Conv2d,
  Conv3d,
  type BatchNormOptions,
  type ConvLayerOptions,
} from '@rondo/layers-core';
import {
  conv1d,
  conv2d,
  conv3d,
  maxPool1d,
  maxPool2d,
  maxPool3d,
  type ConvOptions,
  type Tensor,
} from '@rondo/tensor';

export type AnyConv = Conv1d | Conv2d | Conv3d;
export type AnyBatchNorm = BatchNorm1d | BatchNorm2d | BatchNorm3d;

/** What differs between sequences, images and clips. */
export interface Dimensions {
  /** The names of the axes of positions. */
  readonly axes: readonly string[];
  /** How many positions along each axis a pooled position comes from: a clip keeps all its frames. */
  readonly window: readonly number[];
  readonly pool: (x: Tensor) => Tensor;
  readonly convolve: (x: Tensor, weight: Tensor, options: ConvOptions) => Tensor;
  readonly conv: (
    inChannels: number,
    outChannels: number,
    kernelSize: number | readonly number[],
    options?: ConvLayerOptions,
  ) => AnyConv;
  readonly batchNorm: (channels: number, options?: BatchNormOptions) => AnyBatchNorm;
}

export const sequenceDimensions: Dimensions = {
  axes: ['L'],
  window: [2],
  pool: (x) => maxPool1d(x, 2),
  convolve: conv1d,
  conv: (...sizes) => new Conv1d(...sizes),
  batchNorm: (...sizes) => new BatchNorm1d(...sizes),
};

export const imageDimensions: Dimensions = {
  axes: ['H', 'W'],
  window: [2, 2],
  pool: (x) => maxPool2d(x, 2),
  convolve: conv2d,
  conv: (...sizes) => new Conv2d(...sizes),
  batchNorm: (...sizes) => new BatchNorm2d(...sizes),
};

export const clipDimensions: Dimensions = {
  axes: ['T', 'H', 'W'],
  window: [1, 2, 2],
  pool: (x) => maxPool3d(x, [1, 2, 2]),
  convolve: conv3d,
  conv: (...sizes) => new Conv3d(...sizes),
  batchNorm: (...sizes) => new BatchNorm3d(...sizes),
};
