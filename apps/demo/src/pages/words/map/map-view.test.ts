import { describe, expect, it } from 'vitest';
import {
  formatView,
  mostZoom,
  parseView,
  placesIn,
  transformOf,
  viewAround,
  viewOf,
  wholeMap,
} from './map-view.ts';

const size = { width: 500, height: 300 };

describe('what the window shows of the map', () => {
  it('is all of it at first', () => {
    const places = Float32Array.of(0, 0, 500, 300);
    expect([...placesIn(places, transformOf(wholeMap, size))]).toEqual([0, 0, 500, 300]);
  });

  it('comes back from its transform', () => {
    const view = { zoom: 4, x: 0.25, y: 0.75 };
    expect(viewOf(transformOf(view, size), size)).toEqual(view);
  });

  it('is told by the address, unless it is all', () => {
    const view = { zoom: 3.5, x: 0.125, y: 0.9 };
    expect(formatView(view)).toBe('3.5_0.125_0.9');
    expect(parseView(formatView(view))).toEqual(view);
    expect(formatView(wholeMap)).toBeUndefined();
    const unknown = [
      undefined,
      '',
      '3',
      '3_0.5',
      '0.5_0.5_0.5',
      '99_0.5_0.5',
      '2_a_0.5',
      '2_1_1_1',
    ];
    for (const text of unknown) expect(parseView(text)).toBeUndefined();
  });

  it('can be a few words with room around them', () => {
    const places = Float32Array.of(100, 50, 150, 80, 400, 200);
    const view = viewAround(places, [0, 1], size);
    const seen = placesIn(places, transformOf(view, size));
    expect(seen[2]! - seen[0]!).toBeCloseTo(300);
    expect((seen[0]! + seen[2]!) / 2).toBeCloseTo(250);
    expect((seen[1]! + seen[3]!) / 2).toBeCloseTo(150);
  });

  it('shows nothing beyond the edges', () => {
    const { x, y } = transformOf({ zoom: 2, x: 0, y: 1 }, size);
    expect([x, y]).toEqual([0, -300]);
  });

  it('ends where words lie on each other', () => {
    expect(viewAround(Float32Array.of(9, 9, 9, 9), [0, 1], size).zoom).toBe(mostZoom);
  });
});
