import fc from 'fast-check';

/** A way to damage a file; places are shares of its length. */
export type Damage =
  | { readonly kind: 'flip'; readonly at: number; readonly bit: number }
  | { readonly kind: 'cut'; readonly at: number }
  | {
      readonly kind: 'remove' | 'copy';
      readonly at: number;
      readonly from: number;
      readonly to: number;
    }
  | { readonly kind: 'insert'; readonly at: number; readonly bytes: readonly number[] };

/** Bytes that often go wrong: NUL, byte-order marks, line ends, quotes, half characters. */
const strange = [
  [0],
  [0xff, 0xfe],
  [0xef, 0xbb, 0xbf],
  [13],
  [13, 10],
  [10],
  [9],
  [34],
  [123],
  [0xc3],
  [0xe2, 0x81],
];

const at = fc.double({ min: 0, max: 1, noNaN: true });
const byte = fc.integer({ min: 0, max: 255 });

/** Damage as files suffer it: a bit flips, the end is cut off, bytes come in, get lost or are copied to another place. */
export const damage: fc.Arbitrary<Damage> = fc.oneof(
  fc.record({ kind: fc.constant('flip' as const), at, bit: fc.nat({ max: 7 }) }),
  fc.record({ kind: fc.constant('cut' as const), at }),
  fc.record({ kind: fc.constantFrom('remove' as const, 'copy' as const), at, from: at, to: at }),
  fc.record({
    kind: fc.constant('insert' as const),
    at,
    bytes: fc.oneof(fc.constantFrom(...strange), fc.array(byte, { minLength: 1, maxLength: 8 })),
  }),
);

/** The file after the damage. */
export function damaged(whole: Uint8Array, done: Damage): Uint8Array {
  const place = (share: number): number => Math.floor(share * whole.length);
  const where = place(done.at);
  const [before, after] = [whole.subarray(0, where), whole.subarray(where)];
  switch (done.kind) {
    case 'flip': {
      const bytes = Uint8Array.from(whole);
      if (where < bytes.length) bytes[where]! ^= 1 << done.bit;
      return bytes;
    }
    case 'cut':
      return before;
    case 'remove':
      return Buffer.concat([before, whole.subarray(Math.max(where, place(done.to)))]);
    case 'copy':
      return Buffer.concat([before, whole.subarray(place(done.from), place(done.to)), after]);
    default:
      return Buffer.concat([before, Uint8Array.from(done.bytes), after]);
  }
}
