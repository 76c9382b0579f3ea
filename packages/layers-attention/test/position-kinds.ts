import { AlibiPositions } from '../src/alibi-positions.ts';
import { LearnedPositions } from '../src/learned-positions.ts';
import type { Positions } from '../src/positions.ts';
import { RelativePositions } from '../src/relative-positions.ts';
import { RotaryPositions } from '../src/rotary-positions.ts';
import { SinusoidalPositions } from '../src/sinusoidal-positions.ts';

export const positionKinds = [
  'none',
  'sinusoidal',
  'learned',
  'rotary',
  'rotary halves',
  'alibi',
  'relative',
  'relative causal',
] as const;

export type PositionKind = (typeof positionKinds)[number];

/** Positions of a kind; rotary ones, which need pairs of columns, are none for heads of an odd size. */
export function makePositions(
  kind: PositionKind,
  { E, H }: { readonly E: number; readonly H: number },
): Positions | undefined {
  const D = E / H;
  switch (kind) {
    case 'sinusoidal':
      return new SinusoidalPositions(E);
    case 'learned':
      return new LearnedPositions(64, E);
    case 'rotary':
      return D % 2 === 0 ? new RotaryPositions(D, { base: 20 }) : undefined;
    case 'rotary halves':
      return D % 2 === 0 ? new RotaryPositions(D, { base: 20, pairs: 'halves' }) : undefined;
    case 'alibi':
      return new AlibiPositions(H);
    case 'relative':
      return new RelativePositions(H, { numBuckets: 6, maxDistance: 5 });
    case 'relative causal':
      return new RelativePositions(H, { numBuckets: 5, maxDistance: 7, bidirectional: false });
    default:
      return undefined;
  }
}
