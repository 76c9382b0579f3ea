import { AdditiveAttention, MultiplicativeAttention } from '@rondo/layers-attention';
import type { AttentionKind } from '../config.ts';

export type ScoreAttention = AdditiveAttention | MultiplicativeAttention;

const luongScores = { luongDot: 'dot', luongGeneral: 'general', luongConcat: 'concat' } as const;

/** The attention that a config names. 'dot' is the general score of Luong, Pham & Manning 2015, scaled by 1/√H. */
export function scoreAttention(
  kind: AttentionKind,
  hiddenSize: number,
  memorySize: number,
): ScoreAttention | undefined {
  if (kind === 'none') return undefined;
  if (kind === 'additive') return new AdditiveAttention(hiddenSize, memorySize, hiddenSize);
  if (kind === 'dot') {
    const scale = 1 / Math.sqrt(hiddenSize);
    return new MultiplicativeAttention(hiddenSize, memorySize, { score: 'general', scale });
  }
  return new MultiplicativeAttention(hiddenSize, memorySize, { score: luongScores[kind] });
}
