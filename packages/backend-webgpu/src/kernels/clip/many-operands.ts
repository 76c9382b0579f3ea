import type { Operand } from '@rondo/tensor';
import { gridOf } from '../../layout/grid.ts';
import { indexingOf, type Indexing } from '../../layout/indexing.ts';
import { loopsOver } from '../../layout/loops.ts';
import type { ParameterType } from '../../memory/uniform-arena.ts';
import type { Parameters } from '../kernel.ts';

/** Threads of a workgroup. */
export const team = 64;

/** An operand among several of one launch. */
interface Member {
  readonly operand: Operand;
  readonly count: number;
  readonly indexing: Indexing;
}

/** Operands whose elements one launch goes through. */
export interface Batch {
  readonly key: string;
  readonly operands: readonly Operand[];
  /** Workgroups; each has elements of one operand. */
  readonly groups: number;
  /** Called only to compile. */
  readonly parameters: () => Parameters;
  readonly values: readonly number[];
  /**
   * WGSL of the whole entry point. Thread `own` of workgroup `g` runs `body` for each of its elements, always in the same order, `x` being
   * the element, then `last`.
   */
  readonly code: (names: readonly string[], body: (x: string) => string, frame?: Frame) => string;
}

/** WGSL before the elements of a thread and after them. */
interface Frame {
  readonly first?: string;
  readonly last?: string;
}

/**
 * Operands in batches of at most `size`, so that many small ones take one launch. `each` elements go to a thread. Operands that do not lie
 * in order are alone, since each kind of layout makes other code.
 */
export function batchesOf(
  operands: readonly Operand[],
  size: number,
  each: number,
): readonly Batch[] {
  const batches: Batch[] = [];
  let members: Member[] = [];
  const close = (): void => {
    if (members.length > 0) batches.push(batchOf(members, each));
    members = [];
  };
  for (const operand of operands) {
    const loops = loopsOver([operand]);
    if (loops.size === 0) continue;
    const member = { operand, count: loops.size, indexing: indexingOf(loops) };
    if (!member.indexing.key.startsWith('in order')) {
      batches.push(batchOf([member], each));
      continue;
    }
    members.push(member);
    if (members.length === size) close();
  }
  close();
  return batches;
}

function batchOf(members: readonly Member[], each: number): Batch {
  let groups = 0;
  const ends = members.map(({ count }) => (groups += Math.ceil(count / (team * each))));
  const parameters = (): (readonly [name: string, type: ParameterType])[] =>
    members.flatMap(({ indexing }, k) => [
      [`count${k}`, 'u32'] as const,
      [`end${k}`, 'u32'] as const,
      ...Object.entries(indexing.parameters).map(
        ([name, type]) => [`of${k}_${name}`, type] as const,
      ),
    ]);
  return {
    key: `${members.length} of ${members[0]!.indexing.key}`,
    operands: members.map(({ operand }) => operand),
    groups,
    parameters: () => ({ chunk: 'u32', ...Object.fromEntries(parameters()) }),
    values: [
      team * each,
      ...members.flatMap(({ count, indexing }, k) => [count, ends[k]!, ...indexing.values]),
    ],
    code: (names, body, { first = '', last = '' } = {}) => `
${members.map(({ indexing }, k) => `fn place${k}(i: u32) -> u32 { ${indexing.code.replaceAll('p.', `p.of${k}_`)} return at0; }`).join('\n')}
@compute @workgroup_size(${team})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) own: u32) {
  let g = group.y * groups.x + group.x;
  if (g >= p.end${members.length - 1}) { return; }
  ${first}
  ${members
    .map(
      (_, k) => `if (g < p.end${k}) {
    let begin = (g - ${k === 0 ? '0u' : `p.end${k - 1}`}) * p.chunk;
    let end = min(begin + p.chunk, p.count${k});
    for (var i = begin + own; i < end; i += ${team}u) { ${body(`${names[k]}[place${k}(i)]`)} }
  }`,
    )
    .join(' else ')}
  ${last}
}`,
  };
}

export function gridOfBatch({ groups }: Batch): readonly [x: number, y: number] {
  return gridOf(groups, 1);
}
