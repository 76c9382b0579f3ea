import type { PoolWindows } from '../backend.ts';
import type { Shape } from '../shape.ts';

/** The windows of three axes. */
export type PoolTriple = readonly [PoolWindows, PoolWindows, PoolWindows];

/** The windows of one, two or three last axes as those of three: an axis before them has one place, its only window. */
export function tripleOf<Item>(items: readonly Item[], missing: Item): [Item, Item, Item] {
  const [d, h, w] = [missing, missing, ...items].slice(-3);
  return [d!, h!, w!];
}

/** `count` windows that part an axis as evenly as whole places allow: ⌊i · size / count⌋ up to ⌈(i + 1) · size / count⌉. */
export function adaptiveWindows(size: number, count: number): PoolWindows {
  const windows = Array.from({ length: count }, (_, i) => i);
  return {
    starts: windows.map((i) => Math.floor((i * size) / count)),
    ends: windows.map((i) => Math.ceil(((i + 1) * size) / count)),
    step: 1,
  };
}

export const singlePlace: PoolWindows = { starts: [0], ends: [1], step: 1 };

export interface SlidingWindow {
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
  readonly dilation: number;
  /** Whether a last window may reach beyond the padding. */
  readonly ceilMode: boolean;
}

/** From the first place of a window to behind its last one. */
export function reachOf({ kernel, dilation }: SlidingWindow): number {
  return dilation * (kernel - 1) + 1;
}

/** The first place of each window, below 0 in the padding. */
export function slidingStarts(size: number, window: SlidingWindow): number[] {
  const { stride, padding, ceilMode } = window;
  const steps = (size + 2 * padding - reachOf(window)) / stride;
  const count = (ceilMode ? Math.ceil(steps) : Math.floor(steps)) + 1;
  const starts = Array.from({ length: Math.max(0, count) }, (_, i) => i * stride - padding);
  // A window in ceil mode that starts behind the axis would hold nothing but padding.
  return ceilMode ? starts.filter((start) => start < size) : starts;
}

/** The places of each window that are not padding. */
export function slidingWindows(size: number, window: SlidingWindow): PoolWindows {
  const { dilation } = window;
  const starts = slidingStarts(size, window);
  return {
    starts: starts.map((start) => start + dilation * Math.max(0, Math.ceil(-start / dilation))),
    ends: starts.map((start) => Math.min(size, start + reachOf(window))),
    step: dilation,
  };
}

/** `[N, C]` and the number of windows of each axis. */
export function pooledShape(x: Shape, windows: PoolTriple): Shape {
  return [...x.slice(0, 2), ...windows.map(({ starts }) => starts.length)];
}

/** For each window of a volume, row-major, its places in the volume, row-major. */
export function windowPlaces(volume: Shape, windows: PoolTriple): number[][] {
  return windows.reduce<number[][]>(
    (outer, { starts, ends, step }, axis) =>
      outer.flatMap((places) =>
        starts.map((start, i) => {
          const length = Math.ceil((ends[i]! - start) / step);
          const own = Array.from({ length }, (_, tap) => start + tap * step);
          return places.flatMap((place) => own.map((at) => place * volume[axis]! + at));
        }),
      ),
    [[0]],
  );
}
