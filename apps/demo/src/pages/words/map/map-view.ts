import type { MapSize } from './map-layout.ts';

/** What of the map the window shows. Parts of the whole map, so that a link shows the same in a window of any size. */
export interface MapView {
  /** How many times as large as where all is shown. */
  readonly zoom: number;
  /** The middle of the window: 0 is the left and upper edge of the map, 1 the right and lower one. */
  readonly x: number;
  readonly y: number;
}

export const mostZoom = 60;
export const wholeMap: MapView = { zoom: 1, x: 0.5, y: 0.5 };

/** A place of the map is `zoom` times itself, and so far off, in the window. */
export interface Transform {
  readonly k: number;
  readonly x: number;
  readonly y: number;
}

/** The window never shows what is beyond the edges of the map. */
export function transformOf({ zoom, x, y }: MapView, { width, height }: MapSize): Transform {
  const half = 0.5 / zoom;
  const middle = (part: number): number => Math.max(half, Math.min(1 - half, part));
  return {
    k: zoom,
    x: width / 2 - zoom * middle(x) * width,
    y: height / 2 - zoom * middle(y) * height,
  };
}

export function viewOf({ k, x, y }: Transform, { width, height }: MapSize): MapView {
  return { zoom: k, x: (width / 2 - x) / k / width, y: (height / 2 - y) / k / height };
}

/** Places of the map in the window. */
export function placesIn(places: Float32Array, { k, x, y }: Transform): Float32Array {
  return places.map((value, i) => k * value + (i % 2 === 0 ? x : y));
}

/** In the address; undefined for the whole map. */
export function formatView({ zoom, x, y }: MapView): string | undefined {
  const told = [zoom, x, y].map((number) => Number(number.toFixed(3)));
  return told[0] === 1 ? undefined : told.join('_');
}

/** As the address tells it; undefined for what it does not. */
export function parseView(text: string | undefined): MapView | undefined {
  const [zoom, x, y, ...rest] = (text ?? '').split('_').map(Number);
  const isRight =
    rest.length === 0 && isWithin(zoom, 1, mostZoom) && isWithin(x, 0, 1) && isWithin(y, 0, 1);
  return isRight ? { zoom, x, y } : undefined;
}

function isWithin(value: number | undefined, least: number, most: number): value is number {
  return value !== undefined && value >= least && value <= most;
}

/** The view of a few places with room around them. */
export function viewAround(
  places: Float32Array,
  chosen: readonly number[],
  { width, height }: MapSize,
): MapView {
  const xs = chosen.map((n) => places[2 * n]!);
  const ys = chosen.map((n) => places[2 * n + 1]!);
  const [left, right, top, bottom] = [
    Math.min(...xs),
    Math.max(...xs),
    Math.min(...ys),
    Math.max(...ys),
  ];
  const room = 0.6;
  const zoom = Math.min((room * width) / (right - left), (room * height) / (bottom - top));
  return {
    zoom: Math.max(1, Math.min(mostZoom, zoom)),
    x: (left + right) / 2 / width,
    y: (top + bottom) / 2 / height,
  };
}
