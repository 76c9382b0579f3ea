import { describe, expect, it } from 'vitest';
import { fitted, nextWord } from './map-layout.ts';

describe('places on the map', () => {
  it('are in the window, and no direction is stretched twice as much as the other', () => {
    const places = fitted(Float32Array.of(-2, 0, 2, 1, 0, -1), { width: 500, height: 300 });
    for (let i = 0; i < places.length; i += 2) {
      expect(places[i]).toBeGreaterThanOrEqual(0);
      expect(places[i]).toBeLessThanOrEqual(500);
      expect(places[i + 1]).toBeGreaterThanOrEqual(0);
      expect(places[i + 1]).toBeLessThanOrEqual(300);
    }
    const scale = (places[2]! - places[0]!) / 4;
    const scaleY = (places[5]! - places[3]!) / 2;
    expect(Math.max(scale, scaleY)).toBeLessThanOrEqual(2 * Math.min(scale, scaleY) + 1e-3);
    expect(places[2]! - places[0]!).toBeGreaterThan(390);
  });

  it('are in the middle where all points are one', () => {
    const places = fitted(new Float32Array(8), { width: 400, height: 300 });
    expect(places.every(Number.isFinite)).toBe(true);
    expect(places[1]).toBe(150);
  });
});

it('arrows lead to the nearest word in their direction', () => {
  // In the middle, to the right, farther to the right, below.
  const places = Float32Array.of(50, 50, 80, 55, 120, 50, 52, 90);
  expect(nextWord(places, 0, 'ArrowRight')).toBe(1);
  expect(nextWord(places, 1, 'ArrowRight')).toBe(2);
  expect(nextWord(places, 0, 'ArrowDown')).toBe(3);
  expect(nextWord(places, 0, 'ArrowUp')).toBe(0);
  expect(nextWord(places, 2, 'ArrowLeft')).toBe(1);
});
