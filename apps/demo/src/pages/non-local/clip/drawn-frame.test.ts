import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { brightest, formatFrame, parseFrame } from './drawn-frame.ts';

const anyFrame = fc.uint8Array({ minLength: 768, maxLength: 768, max: brightest });

describe('drawn frames', () => {
  it('come back from the address as they were', () => {
    fc.assert(
      fc.property(anyFrame, (frame) => {
        const text = formatFrame(frame);
        expect(text).toMatch(/^[\w-]{256}$/);
        expect(parseFrame(text)).toEqual(frame);
      }),
    );
  });

  it('are nothing where the address was cut off or changed', () => {
    const text = formatFrame(new Uint8Array(768).fill(2));
    expect(parseFrame(undefined)).toBeUndefined();
    expect(parseFrame(text.slice(1))).toBeUndefined();
    expect(parseFrame(`${text.slice(1)}!`)).toBeUndefined();
  });
});
