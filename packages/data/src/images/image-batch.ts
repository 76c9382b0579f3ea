import { DataError, requireInteger } from '../errors.ts';
import { Random } from '../random/random.ts';
import { imageSize, type LabelledImages } from './labelled-images.ts';

/** Images or clips with their classes, as a network takes them. */
export interface LabelledBatch {
  readonly pixels: Float32Array;
  /** `[N, channels, height, width]`, or `[N, channels, frames, height, width]`. */
  readonly shape: readonly number[];
  readonly labels: Int32Array;
}

/** Of each channel, with pixels from 0 to 1. */
export interface ChannelStatistics {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

export interface ImageBatchOptions {
  /** Subtracted and divided by, channel by channel. Default: pixels from 0 to 1. */
  readonly normalize?: ChannelStatistics;
  /** Distorts images while training. Default: they stay as they are. */
  readonly augment?: {
    /** Each image is moved by up to so many pixels in each direction, over a black border. Default 0. */
    readonly padding?: number;
    /** Whether every other image is mirrored, left to right. Default false. */
    readonly flip?: boolean;
    readonly seed: number;
    /** Each epoch distorts anew. */
    readonly epoch: number;
  };
}

/** Mean and standard deviation of each channel of some images. */
export function channelStatistics(images: LabelledImages): ChannelStatistics {
  const { count, channels, pixels } = images;
  const plane = imageSize(images) / channels;
  const [mean, std]: [number[], number[]] = [[], []];
  for (let c = 0; c < channels; c++) {
    let [sum, squares] = [0, 0];
    for (let n = 0; n < count; n++) {
      const start = (n * channels + c) * plane;
      for (let i = start; i < start + plane; i++) {
        const value = pixels[i]! / 255;
        sum += value;
        squares += value * value;
      }
    }
    const average = sum / (count * plane);
    mean.push(average);
    std.push(Math.sqrt(Math.max(1e-8, squares / (count * plane) - average * average)));
  }
  return { mean, std };
}

/**
 * Some images as numbers: normalised, and distorted where told so. All frames of a clip are distorted alike. What happens to an image
 * is a function of seed, epoch and its number.
 * @throws DataError for numbers that are no image, and statistics of another number of channels.
 */
export function imageBatch(
  images: LabelledImages,
  indices: ArrayLike<number>,
  { normalize, augment }: ImageBatchOptions = {},
): LabelledBatch {
  const { count, channels, frames, height, width } = images;
  const [mean, std] = [normalize?.mean, normalize?.std].map(
    (own, i) => own ?? Array.from({ length: channels }, () => i),
  );
  if (mean!.length !== channels || std!.length !== channels) {
    throw new DataError(
      `imageBatch: expected mean and std of ${channels} channels, received ${mean!.length} and ${std!.length}`,
      { channels, mean, std },
    );
  }
  const { padding = 0, flip = false } = augment ?? {};
  requireInteger('padding', padding, 0);
  const size = imageSize(images);
  const pixels = new Float32Array(indices.length * size);
  const labels = Int32Array.from(indices, (index, n) => {
    if (!(index >= 0 && index < count)) {
      throw new DataError(`imageBatch: there is no image ${index} of ${count}`, { index, count });
    }
    const random = augment && new Random(augment.seed, augment.epoch * count + index);
    const [down, right] = [1, 2].map(() =>
      random ? random.integer(2 * padding + 1) - padding : 0,
    );
    const isMirrored = flip && random?.integer(2) === 1;
    const planes = size / (height * width);
    for (let plane = 0; plane < planes; plane++) {
      const channel = Math.floor(plane / (frames ?? 1));
      const [subtract, factor] = [mean![channel]!, 1 / std![channel]!];
      const from = index * size + plane * height * width;
      const to = n * size + plane * height * width;
      for (let y = 0; y < height; y++) {
        const row = y + down!;
        for (let x = 0; x < width; x++) {
          const column = (isMirrored ? width - 1 - x : x) + right!;
          const isInside = row >= 0 && row < height && column >= 0 && column < width;
          const value = isInside ? images.pixels[from + row * width + column]! / 255 : 0;
          pixels[to + y * width + x] = (value - subtract) * factor;
        }
      }
    }
    return images.labels[index]!;
  });
  const sizes = frames === undefined ? [height, width] : [frames, height, width];
  return { pixels, shape: [indices.length, channels, ...sizes], labels };
}
