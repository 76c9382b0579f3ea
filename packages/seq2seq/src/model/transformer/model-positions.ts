import {
  AlibiPositions,
  LearnedPositions,
  RelativePositions,
  RotaryPositions,
  SinusoidalPositions,
  type Positions,
} from '@rondo/layers-attention';
import type { TransformerModelConfig } from '../config.ts';

/** The positions that a config names, for a side that reads both ways or one that looks back only. */
export function modelPositions(
  config: TransformerModelConfig,
  side: { readonly bidirectional: boolean },
): Positions {
  const { dModel, heads, maxLength, dropout } = config;
  const kinds: Record<typeof config.positions, () => Positions> = {
    sinusoidal: () => new SinusoidalPositions(dModel, { dropout }),
    learned: () => new LearnedPositions(maxLength, dModel, { dropout }),
    rotary: () => new RotaryPositions(dModel / heads),
    alibi: () => new AlibiPositions(heads),
    relative: () => new RelativePositions(heads, side),
  };
  return kinds[config.positions]();
}

/** What is left to drop of the embeddings: positions that are added to them drop the sum. */
export function embeddingDropout({ place }: Positions, dropout: number): number {
  return place === 'input' ? 0 : dropout;
}
