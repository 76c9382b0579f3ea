import { colours, framePixels, size } from '../clip/clip-shape.ts';
import { brightest, type DrawnFrame } from '../clip/drawn-frame.ts';

type IsInside = (row: number, column: number) => boolean;

const disc =
  (middleRow: number, middleColumn: number, radius: number): IsInside =>
  (row, column) =>
    Math.hypot(row - middleRow, column - middleColumn) <= radius;
const box =
  (top: number, left: number, high: number, wide: number): IsInside =>
  (row, column) =>
    row >= top && row < top + high && column >= left && column < left + wide;

/** Two red discs far from each other, a green square, a blue bar. */
const shapes: readonly (readonly [colour: number, isInside: IsInside])[] = [
  [0, disc(3, 3, 2.3)],
  [0, disc(12, 12, 2.3)],
  [1, box(1, 10, 4, 4)],
  [2, box(11, 1, 2, 7)],
];

export const firstImage: DrawnFrame = Uint8Array.from(
  { length: colours * framePixels },
  (_, at) => {
    const place = at % framePixels;
    const [row, column] = [Math.floor(place / size), place % size];
    const colour = Math.floor(at / framePixels);
    return shapes.some(([own, isInside]) => own === colour && isInside(row, column))
      ? brightest
      : 0;
  },
);
