import type { ClipBlock } from '@rondo/vision-nonlocal';
import { whole } from '../../../route/settings.ts';

/** What may stand between the frames. */
export const blocks = [
  'embeddedGaussian',
  'gaussian',
  'dotProduct',
  'concatenation',
  'temporal',
  'none',
] as const satisfies readonly ClipBlock[];

/** How many clips a run sees, each once. */
export const clipCounts = [10_000, 20_000, 40_000, 80_000] as const;
export const seedRange = { least: 1, most: 1e6 };
const usualClips = 20_000;

/** What a person chooses before a run. */
export interface RunSettings {
  readonly block: ClipBlock;
  readonly clips: number;
  readonly seed: number;
  /** Whether the same network without a block learns beside it. */
  readonly isCompared: boolean;
}

/** What the address tells: only what is not as usual. */
export function queryOf({
  block,
  clips,
  seed,
  isCompared,
}: RunSettings): Record<string, string | undefined> {
  return {
    block: block === 'embeddedGaussian' ? undefined : block,
    clips: clips === usualClips ? undefined : String(clips),
    seed: seed === 1 ? undefined : String(seed),
    compare: isCompared || block === 'none' ? undefined : 'no',
  };
}

/** The settings of an address; what cannot be read is as usual. */
export function settingsOf(query: Readonly<Record<string, string>>): RunSettings {
  const block = blocks.find((known) => known === query['block']) ?? 'embeddedGaussian';
  return {
    block,
    clips: clipCounts.find((count) => count === Number(query['clips'])) ?? usualClips,
    seed: whole(query['seed'], seedRange.least, seedRange.most) ?? 1,
    isCompared: query['compare'] !== 'no' && block !== 'none',
  };
}
