import { colours, digitSize, framePixels, size } from './clip-shape.ts';
import { brightest, type DrawnFrame } from './drawn-frame.ts';

/** A colour by its number, or what takes colour away. */
export type Pen = 0 | 1 | 2 | 'eraser';

/** A point of a frame in pixels, with its middle at 8, 8. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

const radius = { pen: 0.7, eraser: 1.5 };

/** The frame with a line from one point to another; its edge fades over a pixel. */
export function drawLine(frame: DrawnFrame, from: Point, to: Point, pen: Pen): DrawnFrame {
  const drawn = frame.slice();
  const wide = pen === 'eraser' ? radius.eraser : radius.pen;
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const apart = distance({ x: column + 0.5, y: row + 0.5 }, from, to);
      const share = Math.max(0, Math.min(1, wide - apart + 0.5));
      put(drawn, row * size + column, Math.round(share * brightest), pen);
    }
  }
  return drawn;
}

/** The frame all in one colour: a cue. */
export function fill(pen: Pen): DrawnFrame {
  const drawn = new Uint8Array(colours * framePixels);
  if (pen !== 'eraser') drawn.fill(brightest, pen * framePixels, (pen + 1) * framePixels);
  return drawn;
}

/** A frame with nothing but a digit in its middle; `digit` is `[12, 12]`. */
export function stamp(digit: Uint8Array, pen: Pen): DrawnFrame {
  const drawn = new Uint8Array(colours * framePixels);
  if (pen === 'eraser') return drawn;
  const margin = (size - digitSize) / 2;
  for (const [at, level] of digit.entries()) {
    const row = margin + Math.floor(at / digitSize);
    const column = margin + (at % digitSize);
    drawn[pen * framePixels + row * size + column] = level;
  }
  return drawn;
}

/** A pen covers what was there before. */
function put(frame: DrawnFrame, at: number, level: number, pen: Pen): void {
  for (let colour = 0; colour < colours; colour++) {
    const place = colour * framePixels + at;
    const old = frame[place]!;
    frame[place] = colour === pen ? Math.max(old, level) : Math.min(old, brightest - level);
  }
}

/** How far a point is from a line. */
function distance({ x, y }: Point, from: Point, to: Point): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const squared = dx * dx + dy * dy;
  const along = squared === 0 ? 0 : ((x - from.x) * dx + (y - from.y) * dy) / squared;
  const part = Math.max(0, Math.min(1, along));
  return Math.hypot(x - from.x - part * dx, y - from.y - part * dy);
}
