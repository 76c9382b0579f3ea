import { describe, expect, it } from 'vitest';
import { decodeOutputs } from './decode-outputs.ts';

describe('decodeOutputs', () => {
  it('reads little-endian float32', () => {
    const base64 = Buffer.from([0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0]).toString('base64');
    expect(decodeOutputs({ c: base64 })).toEqual({ c: Float32Array.of(1, -2) });
  });
});
