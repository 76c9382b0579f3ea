import { describe, expect, it } from 'vitest';
import { drawLine, fill, stamp } from './pen.ts';

const black = new Uint8Array(768);
const at = (frame: Uint8Array, colour: number, row: number, column: number): number =>
  frame[256 * colour + 16 * row + column]!;

describe('pens', () => {
  it('draw a line in one colour, bright in its middle and black beside it', () => {
    const line = drawLine(black, { x: 2.5, y: 4.5 }, { x: 9.5, y: 4.5 }, 1);
    expect([at(line, 1, 4, 2), at(line, 1, 4, 6), at(line, 1, 4, 9)]).toEqual([3, 3, 3]);
    expect([at(line, 1, 2, 6), at(line, 1, 4, 12), at(line, 0, 4, 6)]).toEqual([0, 0, 0]);
    expect(black.every((level) => level === 0)).toBe(true);
  });

  it('cover what was there, and erase', () => {
    const dot = { x: 8.5, y: 8.5 };
    const blue = drawLine(fill(0), dot, dot, 2);
    expect([at(blue, 0, 8, 8), at(blue, 2, 8, 8), at(blue, 0, 0, 0)]).toEqual([0, 3, 3]);
    const erased = drawLine(blue, dot, dot, 'eraser');
    expect([0, 1, 2].map((colour) => at(erased, colour, 8, 8))).toEqual([0, 0, 0]);
    expect(at(erased, 0, 0, 0)).toBe(3);
  });

  it('put a digit in the middle of an empty frame', () => {
    const digit = new Uint8Array(144).fill(2);
    const frame = stamp(digit, 2);
    expect([at(frame, 2, 2, 2), at(frame, 2, 13, 13), at(frame, 2, 1, 2)]).toEqual([2, 2, 0]);
    expect(frame.filter((level) => level > 0)).toHaveLength(144);
  });
});
