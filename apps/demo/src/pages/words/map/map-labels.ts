import type { MapSize } from './map-layout.ts';

/** The upper left corner of a label, in pixels from the middle of its dot. */
export interface LabelPlace {
  readonly dx: number;
  readonly dy: number;
}

export interface LabelOptions {
  /** x and y of each dot in the window. */
  readonly places: Float32Array;
  /** How wide each label is. */
  readonly widths: readonly number[];
  readonly size: MapSize;
  /** Whose labels are written even where there is little room: then farther from the dot. */
  readonly always: readonly number[];
  /** Who comes first where there is no room for all. */
  readonly order: readonly number[];
}

export const labelHeight = 18;
/** Of a dot. */
const radius = 4;
/** From the middle of a dot to its label. */
const gap = 7;
/** A label that is farther away than this wants a line to its dot. */
const farthestAlone = 26;
/** Heights of a label by which one that is always written may go up or down. */
const mostSteps = 14;

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Where the labels are written that there is room for: none covers another or leaves the window, and only one that must be written covers dots. */
export function labelPlaces(options: LabelOptions): Map<number, LabelPlace> {
  const { places, widths, size, always, order } = options;
  const written = new Map<number, LabelPlace>();
  const boxes: Box[] = [];
  const dots = dotsInside(places, size);
  const write = (n: number, steps: number, mayCover: readonly boolean[]): void => {
    const dot = dots.get(n);
    if (!dot || written.has(n)) return;
    for (const isAnywhere of mayCover) {
      for (const place of placesAround(widths[n]!, steps)) {
        const box = boxAt(places[2 * n]! + place.dx, places[2 * n + 1]! + place.dy, widths[n]!);
        if (!isInside(box, size) || boxes.some((other) => areOver(box, other))) continue;
        if (!isAnywhere && [...dots.values()].some((one) => one !== dot && areOver(box, one))) {
          continue;
        }
        boxes.push(box);
        written.set(n, place);
        return;
      }
    }
  };
  for (const n of always) write(n, mostSteps, [false, true]);
  for (const n of order) write(n, 0, [false]);
  return written;
}

function dotsInside(places: Float32Array, { width, height }: MapSize): Map<number, Box> {
  const dots = new Map<number, Box>();
  for (let n = 0; n < places.length / 2; n++) {
    const [x, y] = [places[2 * n]!, places[2 * n + 1]!];
    if (x < 0 || y < 0 || x > width || y > height) continue;
    dots.set(n, { left: x - radius, top: y - radius, right: x + radius, bottom: y + radius });
  }
  return dots;
}

function boxAt(left: number, top: number, width: number): Box {
  return { left, top, right: left + width, bottom: top + labelHeight };
}

/** Whether a label is so far from its dot that a line has to lead there. */
export function needsLine({ dx, dy }: LabelPlace, width: number): boolean {
  const across = Math.max(dx, -(dx + width), 0);
  const down = Math.max(dy, -(dy + labelHeight), 0);
  return Math.hypot(across, down) > farthestAlone - labelHeight;
}

/** To the right of a dot, left, above and below; then farther and farther up and down. */
function* placesAround(width: number, steps: number): Generator<LabelPlace> {
  const beside = -labelHeight / 2;
  const [right, left] = [gap, -gap - width];
  yield { dx: right, dy: beside };
  yield { dx: left, dy: beside };
  yield { dx: -width / 2, dy: -gap - labelHeight };
  yield { dx: -width / 2, dy: gap };
  for (let step = 1; step <= steps; step++) {
    for (const way of [-1, 1]) {
      const dy = beside + way * step * labelHeight;
      yield { dx: right + gap, dy };
      yield { dx: left - gap, dy };
    }
  }
}

function isInside({ left, top, right, bottom }: Box, { width, height }: MapSize): boolean {
  return left >= 0 && top >= 0 && right <= width && bottom <= height;
}

function areOver(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
