import { expect, it } from 'vitest';
import { DigitClips } from './digit-clips.ts';
import { drawnDigits } from './drawn-digits.ts';

const digits = drawnDigits({ count: 30, size: 9, seed: 4 });

it('draws each class equally often, different from one another, the same for a seed', () => {
  expect([...digits.labels].slice(8, 13)).toEqual([8, 9, 0, 1, 2]);
  expect(drawnDigits({ count: 30, size: 9, seed: 4 })).toEqual(digits);
  const of = (n: number): string => digits.pixels.subarray(n * 81, n * 81 + 81).join();
  expect(new Set(Array.from({ length: 30 }, (_, n) => of(n))).size).toBe(30);
  for (let n = 0; n < 30; n++) {
    const ink = digits.pixels.subarray(n * 81, n * 81 + 81).reduce((a, b) => a + b, 0);
    expect(ink / 255).toBeGreaterThan(4);
    expect(ink / 255).toBeLessThan(60);
  }
});

it('hides the digit of the cue’s colour in another frame', () => {
  const clips = new DigitClips(digits, { seed: 2, size: 12, noise: 0 });
  expect(clips.shape).toEqual([3, 5, 12, 12]);
  const { pixels, labels, shape } = clips.make(Array.from({ length: 40 }, (_, n) => n));
  expect(shape).toEqual([40, 3, 5, 12, 12]);
  const area = 12 * 12;
  const sum = (clip: number, colour: number, frame: number): number =>
    pixels
      .subarray(
        ((clip * 3 + colour) * 5 + frame) * area,
        ((clip * 3 + colour) * 5 + frame + 1) * area,
      )
      .reduce((a, b) => a + b, 0);
  const seen = new Set<string>();
  for (let clip = 0; clip < 40; clip++) {
    const cue = [0, 1, 2].filter((colour) => sum(clip, colour, 4) > 0);
    expect(cue).toHaveLength(1);
    expect(sum(clip, cue[0]!, 4)).toBe(area);
    const frames = [0, 1, 2].map((colour) =>
      [0, 1, 2, 3].filter((frame) => sum(clip, colour, frame) > 0),
    );
    expect(frames.every((found) => found.length === 1)).toBe(true);
    expect(new Set(frames.flat()).size).toBe(3);
    // Some digit of the label's class has exactly this ink.
    const ink = sum(clip, cue[0]!, frames[cue[0]!]![0]!);
    const inks = [...digits.labels.keys()]
      .filter((n) => digits.labels[n] === labels[clip])
      .map((n) => digits.pixels.subarray(n * 81, n * 81 + 81).reduce((a, b) => a + b, 0) / 255);
    expect(Math.min(...inks.map((own) => Math.abs(own - ink)))).toBeLessThan(1e-3);
    seen.add(`${cue[0]} ${frames.join()}`);
  }
  expect(seen.size).toBeGreaterThan(20);
});

it('makes a clip the same whenever it is asked for, with noise of the size told', () => {
  const clips = new DigitClips(digits, { seed: 2, noise: 0.1 });
  const [all, one] = [clips.make([5, 2 ** 41, 7]), clips.make([2 ** 41])];
  const size = 3 * 5 * 400;
  expect(all.pixels.subarray(size, 2 * size)).toEqual(one.pixels);
  expect(all.labels[1]).toBe(one.labels[0]);
  const plain = new DigitClips(digits, { seed: 2, noise: 0 }).make([5]).pixels;
  const noise = Array.from(plain, (value, i) => all.pixels[i]! - value);
  const variance = noise.reduce((sum, value) => sum + value * value, 0) / noise.length;
  expect(Math.sqrt(variance)).toBeCloseTo(0.1, 2);
  expect(new DigitClips(digits, { seed: 3, noise: 0 }).make([5]).pixels).not.toEqual(plain);
});

it('refuses digits that do not fit', () => {
  expect(() => new DigitClips(digits, { size: 8 })).toThrow(
    'fit into 8 x 8, received 30 of 1 x 9 x 9',
  );
  expect(() => new DigitClips(digits, { digitFrames: 2 })).toThrow('digitFrames');
});
