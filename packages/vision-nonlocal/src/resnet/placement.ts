import { RangeFault, type Place } from '@rondo/tensor';

/** The stages of a residual network, as the paper calls them. */
export type StageName = 'res2' | 'res3' | 'res4' | 'res5';

export const stageNames: readonly StageName[] = ['res2', 'res3', 'res4', 'res5'];

/**
 * Where non-local blocks stand: how many in each stage, or behind which of its residual blocks; or as in the paper 1 (before the last
 * residual block of res4), 5 (3 in res4 and 2 in res3) or 10 (behind every block of res3 and res4).
 */
export type NonLocalPlacement =
  | 1
  | 5
  | 10
  | Readonly<Partial<Record<StageName, number | readonly number[]>>>;

/**
 * For each stage, behind which of its residual blocks a non-local block stands. One stands before the last; several lie evenly, the last of
 * them behind the last block: 3 of 6 are every other.
 * @param blocks how many residual blocks each stage has.
 * @throws RangeFault for a stage that does not exist and for more non-local blocks than residual ones.
 */
export function placementOf(
  where: Place,
  placement: NonLocalPlacement,
  blocks: readonly number[],
): ReadonlySet<number>[] {
  const wanted =
    typeof placement === 'number' ? paperPlacement(where, placement, blocks) : placement;
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
    if (behind.every((at) => Number.isInteger(at) && at >= 0 && at < count)) return new Set(behind);
    throw new RangeFault(
      `${where.toString()}: ${stage} has ${count} residual blocks, and cannot have non-local blocks ${JSON.stringify(given)}; give ` +
        'their number, or the numbers, from 0, of the blocks before them',
      { stage, blocks: count, nonLocal: given },
    );
  });
}

function paperPlacement(
  where: Place,
  count: number,
  blocks: readonly number[],
): Readonly<Partial<Record<StageName, number>>> {
  if (count === 1) return { res4: 1 };
  if (count === 5) return { res3: 2, res4: 3 };
  if (count === 10) return { res3: blocks[1] ?? 0, res4: blocks[2] ?? 0 };
  throw new RangeFault(
    `${where.toString()}: expected nonLocal as 1, 5 or 10, or as { res3: 2, res4: 3 }, received ${count}`,
    { nonLocal: count },
  );
}

/** Places that lie evenly, the last of them last; one alone stands before the last. */
function spread(count: number, blocks: number): number[] {
  if (count === 1) return [Math.max(0, blocks - 2)];
  if (!Number.isInteger(count) || count < 0 || count > blocks) return [blocks];
  return Array.from({ length: count }, (_, i) => Math.floor(((i + 1) * blocks) / count) - 1);
}
