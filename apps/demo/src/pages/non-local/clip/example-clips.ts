import { DigitClips, drawnDigits, type LabelledImages } from '@rondo/data';
import { colours, digitSize, framePixels, frames, size } from './clip-shape.ts';
import { brightest, type DrawnFrame } from './drawn-frame.ts';

/** A clip as the model takes it, `[3, frames, 16, 16]`, and its digit. */
export interface ExampleClip {
  readonly pixels: Float32Array;
  readonly label: number;
}

export const exampleCount = 100;

/** Digits that no training has: theirs have other seeds. */
let digits: LabelledImages | undefined;
let clips: DigitClips | undefined;

function ownDigits(): LabelledImages {
  return (digits ??= drawnDigits({ count: 50, seed: 3, size: digitSize }));
}

/** A clip to look at, from 1 to `exampleCount`. */
export function exampleClip(number: number): ExampleClip {
  clips ??= new DigitClips(ownDigits(), { seed: 4, size, digitFrames: frames - 1 });
  const { pixels, labels } = clips.make([number]);
  return { pixels, label: labels[0]! };
}

/** A drawn digit, `[12, 12]` from 0 to `brightest`; another way to write it each time. */
export function digitLevels(digit: number, way: number): Uint8Array {
  const { pixels, count } = ownDigits();
  const at = (digit + 10 * way) % count;
  const bytes = pixels.subarray(at * digitSize ** 2, (at + 1) * digitSize ** 2);
  return bytes.map((value) => Math.round((value / 255) * brightest));
}

/** Below half a level, so that noise is none. */
const dark = 0.2;

/** A frame of a clip in the few levels in which a person draws: without its noise. */
export function levelsOf(pixels: Float32Array, frame: number): DrawnFrame {
  const levels = new Uint8Array(colours * framePixels);
  for (let colour = 0; colour < colours; colour++) {
    for (let i = 0; i < framePixels; i++) {
      const value = pixels[(colour * frames + frame) * framePixels + i]!;
      const level = Math.round(Math.min(1, value) * brightest - dark);
      levels[colour * framePixels + i] = Math.max(0, level);
    }
  }
  return levels;
}

/** A clip with frames of one's own in their places. */
export function withDrawn(
  pixels: Float32Array,
  drawn: readonly (DrawnFrame | undefined)[],
): Float32Array {
  const own = pixels.slice();
  for (const [frame, levels] of drawn.entries()) {
    if (!levels) continue;
    for (let colour = 0; colour < colours; colour++) {
      const from = colour * framePixels;
      const to = (colour * frames + frame) * framePixels;
      for (let i = 0; i < framePixels; i++) own[to + i] = levels[from + i]! / brightest;
    }
  }
  return own;
}
