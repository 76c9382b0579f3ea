/** The window of a map in pixels. */
export interface MapSize {
  readonly width: number;
  readonly height: number;
}

/** Room for a label at the right edge, and for half a dot everywhere else. */
const [roomForLabel, edge] = [76, 14];

/** One direction may be stretched so many times as much as the other, where the window has room. */
const mostStretch = 2;

/** Points as places in the window, x and y of each in turn: as large as there is room for. */
export function fitted(points: Float32Array, { width, height }: MapSize): Float32Array {
  const [left, right] = range(points, 0);
  const [bottom, top] = range(points, 1);
  const across = Math.max(1, width - roomForLabel - edge);
  const down = Math.max(1, height - 2 * edge);
  const least = 1e-6;
  const [fitX, fitY] = [
    across / Math.max(least, right - left),
    down / Math.max(least, top - bottom),
  ];
  const scaleX = Math.min(fitX, mostStretch * fitY);
  const scaleY = Math.min(fitY, mostStretch * fitX);
  return points.map((value, i) =>
    i % 2 === 0
      ? edge + across / 2 + (value - (left + right) / 2) * scaleX
      : height / 2 - (value - (bottom + top) / 2) * scaleY,
  );
}

function range(points: Float32Array, axis: 0 | 1): [least: number, most: number] {
  let [least, most] = [Infinity, -Infinity];
  for (let i = axis; i < points.length; i += 2) {
    least = Math.min(least, points[i]!);
    most = Math.max(most, points[i]!);
  }
  return [least, most];
}

/** Directions of the arrow keys on the screen. */
export const directions = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
} as const satisfies Readonly<Record<string, readonly [number, number]>>;

export type ArrowKey = keyof typeof directions;

/** The nearest word in the direction of an arrow, within 45 degrees of it; the same where there is none. */
export function nextWord(places: Float32Array, from: number, key: ArrowKey): number {
  const [dx, dy] = directions[key];
  let [best, least] = [from, Infinity];
  for (let n = 0; n < places.length / 2; n++) {
    const x = places[2 * n]! - places[2 * from]!;
    const y = places[2 * n + 1]! - places[2 * from + 1]!;
    const along = x * dx + y * dy;
    const aside = Math.abs(x * dy) + Math.abs(y * dx);
    if (n === from || along <= 0 || aside > along) continue;
    const distance = Math.hypot(x, y);
    if (distance < least) [best, least] = [n, distance];
  }
  return best;
}
