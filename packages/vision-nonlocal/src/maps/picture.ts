/** Sizes of a clip; an image has one frame, a sequence one frame of one row. */
export interface FrameSizes {
  readonly frames: number;
  readonly height: number;
  readonly width: number;
}

/** The axes `[L]`, `[H, W]` or `[T, H, W]` as those of a clip. */
export function frameSizes(sizes: readonly number[]): FrameSizes {
  const [width = 1, height = 1, frames = 1] = sizes.toReversed();
  return { frames, height, width };
}

/** Red, green and blue, from 0 to 1. */
export type Colour = readonly [number, number, number];

/** What is taken of a position, from 0 to 1, over the colour beneath: the more, the more it glows. */
export function overlaid(beneath: Colour, share: number): Colour {
  const glow: Colour = [1, 0.35 + 0.6 * share, 0.1];
  const dimmed = 0.65 - 0.4 * share;
  const mixed = beneath.map((value, i) => dimmed * value + share * 0.9 * glow[i]!);
  return mixed as unknown as Colour;
}

/** A picture of pixels, black at first. */
export class Picture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.data = new Uint8Array(3 * width * height);
  }

  set(x: number, y: number, colour: Colour): void {
    for (const [i, value] of colour.entries()) {
      const level = Math.round(255 * Math.min(1, Math.max(0, value)));
      this.data[3 * (y * this.width + x) + i] = level;
    }
  }

  /** Fills a rectangle, with a colour for each of its pixels. */
  fill(
    left: number,
    top: number,
    width: number,
    height: number,
    colourAt: (x: number, y: number) => Colour,
  ): void {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) this.set(left + x, top + y, colourAt(x, y));
    }
  }
}
