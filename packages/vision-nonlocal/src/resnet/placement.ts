import { RangeFault, type Place } from '@rondo/tensor';

/** The stages of a residual network, as the paper calls them. */
export type StageName = 'res2' | 'res3' | 'res4' | 'res5';

export const stageNames: readonly StageName[] = ['res2', 'res3', 'res4', 'res5'];

/**
 * Where non-local blocks stand: how many in each stage, or behind which of its residual blocks; or as in the paper 1 (behind the last but
 * one residual block of res4), 5 (3 in res4 and 2 in res3) or 10 (behind every block of res3 and res4).
 */
export type NonLocalPlacement =
  | 1
  | 5
  | 10
  | Readonly<Partial<Record<StageName, number | readonly number[]>>>;

/**
 * For each stage, behind which of its residual blocks a non-local block stands. One stands behind the last but one (behind the only one of a
 * stage of one); several lie evenly, the last of them behind the last block: 3 of 6 are every other.
 * @param blocks how many residual blocks each stage has.
 * @throws RangeFault for a stage that does not exist and for more non-local blocks than residual ones.
 */
export function placementOf(
  where: Place,
  placement: NonLocalPlacement,
  blocks: readonly number[],
): ReadonlySet<number>[] {
  const isStages = typeof placement === 'object' && placement !== null && !Array.isArray(placement);
  const wanted = isStages ? placement : paperPlacement(where, placement, blocks);
  for (const name of Object.keys(wanted)) {
    if (stageNames.slice(0, blocks.length).some((stage) => stage === name)) continue;
    throw new RangeFault(
      `${where.toString()}: expected nonLocal for stages ${stageNames.slice(0, blocks.length).join(', ')}, received ${name}`,
      { stage: name, stages: blocks.length },
    );
  }
  return blocks.map((count, i) => {
    const stage = stageNames[i]!;
    const given = wanted[stage] ?? 0;
    const behind = typeof given === 'number' ? spread(given, count) : given;
    if (
      Array.isArray(behind) &&
      behind.every((at) => Number.isInteger(at) && at >= 0 && at < count)
    )
      return new Set(behind);
    throw new RangeFault(
      `${where.toString()}: ${stage} has ${count} residual blocks, and cannot have non-local blocks ${JSON.stringify(given)}; give ` +
        'their number, or the numbers, from 0, of the blocks before them',
      { stage, blocks: count, nonLocal: given },
    );
  });
}

function paperPlacement(
  where: Place,
  count: unknown,
  blocks: readonly number[],
): Readonly<Partial<Record<StageName, number>>> {
  const [, res3 = 0, res4 = 0] = blocks;
  const paper = new Map<unknown, { res3: number; res4: number }>([
    [1, { res3: 0, res4: 1 }],
    [5, { res3: 2, res4: 3 }],
    [10, { res3, res4: Math.max(1, res4) }],
  ]);
  const wanted = paper.get(count);
  if (!wanted) {
    throw new RangeFault(
      `${where.toString()}: expected nonLocal as 1, 5 or 10, or as { res3: 2, res4: 3 }, received ${JSON.stringify(count)}`,
      { nonLocal: count },
    );
  }
  if (res3 >= wanted.res3 && res4 >= wanted.res4) return wanted;
  throw new RangeFault(
    `${where.toString()}: nonLocal ${String(count)} puts ${wanted.res3} non-local blocks into res3 and ${wanted.res4} into res4, which have ${res3} and ${res4} ` +
      `residual ones; give larger stages, such as blocks: [2, ${Math.max(2, wanted.res3)}, ${Math.max(2, wanted.res4)}], or places, such as nonLocal: { res3: 1 }`,
    { nonLocal: count, blocks },
  );
}

/** Places that lie evenly, the last of them last; one alone stands behind the last but one. */
function spread(count: number, blocks: number): number[] {
  if (count === 1) return [Math.max(0, blocks - 2)];
  if (!Number.isInteger(count) || count < 0 || count > blocks) return [blocks];
  return Array.from({ length: count }, (_, i) => Math.floor(((i + 1) * blocks) / count) - 1);
}
