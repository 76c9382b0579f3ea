import { describe, expect, it } from 'vitest';
import { digitLevels, exampleClip, levelsOf, withDrawn } from './example-clips.ts';

const plane = 256;
const planeOf = (pixels: Float32Array, colour: number, frame: number): Float32Array =>
  pixels.subarray((4 * colour + frame) * plane, (4 * colour + frame + 1) * plane);
const mean = (values: Float32Array): number => values.reduce((a, b) => a + b) / values.length;

describe('clips to look at', () => {
  it('have one colour in each frame and the cue in the last, the same each time', () => {
    const { pixels, label } = exampleClip(7);
    expect(pixels).toHaveLength(3 * 4 * plane);
    expect(exampleClip(7)).toEqual({ pixels, label });
    for (const frame of [0, 1, 2, 3]) {
      const bright = [0, 1, 2].map((colour) => Math.max(...planeOf(pixels, colour, frame)));
      expect(bright.filter((most) => most > 0.8)).toHaveLength(1);
    }
    expect([0, 1, 2].map((colour) => mean(planeOf(pixels, colour, 3)) > 0.9)).toContain(true);
  });

  it('keep their other frames where one is drawn into', () => {
    const { pixels } = exampleClip(3);
    const frame = levelsOf(pixels, 1);
    frame[2 * plane + 5] = 2;
    const own = withDrawn(pixels, [undefined, frame, undefined, undefined]);
    expect(planeOf(own, 2, 1)[5]).toBeCloseTo(2 / 3);
    expect(planeOf(own, 0, 0)).toEqual(planeOf(pixels, 0, 0));
    expect(planeOf(own, 1, 3)).toEqual(planeOf(pixels, 1, 3));
    for (const [i, value] of planeOf(own, 0, 1).entries()) {
      expect(Math.abs(value - planeOf(pixels, 0, 1)[i]!)).toBeLessThan(0.45);
    }
  });

  it('have digits that can be put into a frame', () => {
    const one = digitLevels(4, 0);
    expect(one).toHaveLength(144);
    expect(Math.max(...one)).toBe(3);
    expect(digitLevels(4, 1)).not.toEqual(one);
    expect(digitLevels(4, 5)).toEqual(one);
  });
});
