import { DataError, requireInteger } from '../errors.ts';
import type { LabelledBatch } from '../images/image-batch.ts';
import type { LabelledImages } from '../images/labelled-images.ts';
import { normal } from '../random/draws.ts';
import { Random, shuffle } from '../random/random.ts';

export interface DigitClipsOptions {
  readonly seed?: number;
  /** Height and width of a frame. Default 20. */
  readonly size?: number;
  /** Frames before the last, which is the cue; each of the three digits has a frame of its own among them. Default 4. */
  readonly digitFrames?: number;
  /** Standard deviation of the noise on all pixels. Default 0.05. */
  readonly noise?: number;
}

const colours = 3;
/** So many numbers of noise are drawn once; clips take stretches of them, which is faster than drawing each. */
const noiseNumbers = 1 << 16;

/**
 * Clips that can only be understood by relating two frames: three digits, one red, one green, one blue, each at a random place in a frame
 * of its own, and a last frame all of one colour. The class of a clip is that of the digit with the colour of the last frame.
 *
 * Clip n is a function of seed and n: the same whenever it is made.
 */
export class DigitClips {
  readonly #digits: LabelledImages;
  readonly #seed: number;
  readonly #size: number;
  readonly #frames: number;
  readonly #noise: Float32Array | undefined;

  /** @throws DataError for digits that are not grey or larger than a frame, and fewer than three frames for them. */
  constructor(
    digits: LabelledImages,
    { seed = 1, size = 20, digitFrames = 4, noise = 0.05 }: DigitClipsOptions = {},
  ) {
    requireInteger('seed', seed, 0);
    requireInteger('digitFrames', digitFrames, colours);
    const { channels, height, width, count } = digits;
    if (channels !== 1 || height > size || width > size || count === 0) {
      throw new DataError(
        `DigitClips: expected grey digits that fit into ${size} x ${size}, received ${count} of ${channels} x ${height} x ${width}; halfSize halves them`,
        { channels, height, width, size, count },
      );
    }
    this.#digits = digits;
    this.#seed = seed;
    this.#size = size;
    this.#frames = digitFrames + 1;
    if (noise > 0) {
      const random = new Random(seed, noiseNumbers);
      this.#noise = Float32Array.from({ length: noiseNumbers }, () => noise * normal(random));
    }
  }

  /** The shape of a clip: colours, frames, height, width. */
  get shape(): readonly [number, number, number, number] {
    return [colours, this.#frames, this.#size, this.#size];
  }

  /** The clips of these numbers: `[N, colours, frames, height, width]`, around 0 to 1. */
  make(numbers: ArrayLike<number>): LabelledBatch {
    const { shape } = this;
    const clip = shape.reduce((product, size) => product * size, 1);
    const pixels = new Float32Array(numbers.length * clip);
    const labels = Int32Array.from(numbers, (number, n) =>
      this.#draw(new Random(this.#seed, number), pixels.subarray(n * clip, (n + 1) * clip)),
    );
    return { pixels, shape: [numbers.length, ...shape], labels };
  }

  /** Fills one clip; its class. */
  #draw(random: Random, out: Float32Array): number {
    const [size, frames, digits] = [this.#size, this.#frames, this.#digits];
    const places = shuffle([...Array(frames - 1).keys()], random);
    const cue = random.integer(colours);
    let label = 0;
    for (let colour = 0; colour < colours; colour++) {
      const digit = random.integer(digits.count);
      if (colour === cue) label = digits.labels[digit]!;
      const [top, left] = [digits.height, digits.width].map((own) =>
        random.integer(size - own + 1),
      );
      const plane = (colour * frames + places[colour]!) * size * size;
      const from = digit * digits.height * digits.width;
      for (let y = 0; y < digits.height; y++) {
        const row = plane + (top! + y) * size + left!;
        for (let x = 0; x < digits.width; x++) {
          out[row + x] = digits.pixels[from + y * digits.width + x]! / 255;
        }
      }
    }
    const last = (cue * frames + frames - 1) * size * size;
    out.fill(1, last, last + size * size);
    if (this.#noise) {
      const start = random.integer(noiseNumbers);
      for (let i = 0; i < out.length; i++) {
        out[i] = out[i]! + this.#noise[(start + i) % noiseNumbers]!;
      }
    }
    return label;
  }
}
