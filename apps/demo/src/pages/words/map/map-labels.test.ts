import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { labelHeight, labelPlaces, needsLine } from './map-labels.ts';

const size = { width: 400, height: 300 };

describe('labels of the map', () => {
  it('cover no other and stay in the window, wherever the dots are', () => {
    const dot = fc.tuple(
      fc.float({ min: -50, max: 450, noNaN: true }),
      fc.float({ min: -50, max: 350, noNaN: true }),
      fc.integer({ min: 12, max: 90 }),
    );
    fc.assert(
      fc.property(fc.array(dot, { minLength: 1, maxLength: 40 }), (dots) => {
        const places = Float32Array.from(dots.flatMap(([x, y]) => [x, y]));
        const widths = dots.map(([, , width]) => width);
        const order = [...dots.keys()];
        const written = labelPlaces({ places, widths, size, always: order.slice(0, 5), order });
        const boxes = [...written].map(([n, { dx, dy }]) => [
          places[2 * n]! + dx,
          places[2 * n + 1]! + dy,
          places[2 * n]! + dx + widths[n]!,
          places[2 * n + 1]! + dy + labelHeight,
        ]);
        for (const [n, [left, top, right, bottom]] of boxes.entries()) {
          expect(left).toBeGreaterThanOrEqual(0);
          expect(top).toBeGreaterThanOrEqual(0);
          expect(right).toBeLessThanOrEqual(size.width);
          expect(bottom).toBeLessThanOrEqual(size.height);
          for (const other of boxes.slice(n + 1)) {
            const isApart =
              other[0]! >= right! ||
              other[2]! <= left! ||
              other[1]! >= bottom! ||
              other[3]! <= top!;
            expect(isApart).toBe(true);
          }
        }
      }),
    );
  });

  it('are all written where the dots lie on each other but must have one', () => {
    const places = new Float32Array(12).fill(150);
    const widths = [40, 50, 30, 60, 45, 35];
    const always = [0, 1, 2, 3, 4, 5];
    const written = labelPlaces({ places, widths, size, always, order: [] });
    expect(written.size).toBe(6);
    expect(needsLine(written.get(0)!, 40)).toBe(false);
    expect(needsLine(written.get(5)!, 35)).toBe(true);
  });

  it('have the right of way in their order', () => {
    const places = Float32Array.of(390, 150, 390, 160, 390, 170, 390, 180, 390, 140);
    const widths = [70, 70, 70, 70, 70];
    const all = labelPlaces({ places, widths, size, always: [], order: [3, 0, 1, 2, 4] });
    expect(all.has(3)).toBe(true);
    expect(all.has(2)).toBe(false);
    const first = labelPlaces({ places, widths, size, always: [2], order: [3, 0, 1] });
    expect(first.has(2)).toBe(true);
    expect(first.has(3)).toBe(false);
  });

  it('go round the dots of others', () => {
    const places = Float32Array.of(100, 100, 120, 100);
    const options = { places, widths: [40, 40], size, always: [] };
    expect(labelPlaces({ ...options, order: [0] }).get(0)!.dx).toBeLessThan(-40);
  });
});
