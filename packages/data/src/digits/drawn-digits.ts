import { requireInteger } from '../errors.ts';
import type { LabelledImages } from '../images/labelled-images.ts';
import { between } from '../random/draws.ts';
import { Random } from '../random/random.ts';
import { digitStrokes, type Stroke } from './strokes.ts';

export interface DrawnDigitsOptions {
  readonly count: number;
  readonly seed?: number;
  /** Height and width in pixels. Default 14. */
  readonly size?: number;
}

/**
 * Digits drawn with strokes, in place of handwritten ones: one of three ways to write each, turned, slanted, stretched, shifted, with pens
 * of several widths. Classes come equally often; a seed gives the same digits always.
 */
export function drawnDigits({ count, seed = 1, size = 14 }: DrawnDigitsOptions): LabelledImages {
  requireInteger('count', count, 1);
  requireInteger('size', size, 4);
  const pixels = new Uint8Array(count * size * size);
  const labels = Uint8Array.from({ length: count }, (_, n) => n % 10);
  for (let n = 0; n < count; n++) {
    const random = new Random(seed, n);
    const ways = digitStrokes[labels[n]!]!;
    const strokes = distorted(ways[random.integer(ways.length)]!, random);
    const pen = between(random, 0.045, 0.08);
    draw(strokes, pen, size, pixels.subarray(n * size * size, (n + 1) * size * size));
  }
  const classes = Array.from({ length: 10 }, (_, digit) => String(digit));
  return { count, channels: 1, height: size, width: size, pixels, labels, classes };
}

/** Strokes under a random affine map around their middle. */
function distorted(strokes: readonly Stroke[], random: Random): Stroke[] {
  const [turn, slant] = [between(random, -0.25, 0.25), between(random, -0.3, 0.3)];
  const [wide, high] = [between(random, 0.75, 1.1), between(random, 0.8, 1.05)];
  const [right, down] = [between(random, -0.06, 0.06), between(random, -0.05, 0.05)];
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  return strokes.map((stroke) =>
    stroke.map(([x, y]) => {
      const [a, b] = [wide * (x - 0.5) - slant * (y - 0.5), high * (y - 0.5)];
      return [0.5 + cos * a - sin * b + right, 0.5 + sin * a + cos * b + down] as const;
    }),
  );
}

/** Draws lines with a round pen of some radius: white within it, fading over the width of a pixel. */
function draw(strokes: readonly Stroke[], pen: number, size: number, out: Uint8Array): void {
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const [x, y] = [(column + 0.5) / size, (row + 0.5) / size];
      const apart = Math.min(...strokes.map((stroke) => distanceTo(stroke, x, y)));
      const share = (pen - apart) * size + 0.5;
      out[row * size + column] = Math.round(255 * Math.max(0, Math.min(1, share)));
    }
  }
}

/** How far a point is from a line. */
function distanceTo(stroke: Stroke, x: number, y: number): number {
  let least = Infinity;
  for (let i = 1; i < stroke.length; i++) {
    const [[ax, ay], [bx, by]] = [stroke[i - 1]!, stroke[i]!];
    const [dx, dy] = [bx - ax, by - ay];
    const along = ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy);
    const part = Math.max(0, Math.min(1, along));
    least = Math.min(least, Math.hypot(x - ax - part * dx, y - ay - part * dy));
  }
  return least;
}
