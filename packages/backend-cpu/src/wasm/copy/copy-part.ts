import { ranges } from '../../threads/ranges.ts';
import type { KernelArguments, Team } from '../../threads/team.ts';
import { isSplit } from '../is-split.ts';
import type { KernelModule } from '../kernel-module.ts';
import type { CopyKernels } from './kernels.ts';
import type { CopyPart } from './parts.ts';

/** Nanoseconds for each element. */
const cost = 0.3;

/** Copies one part in the way that fits its strides, on all threads where it is large. */
export function copyPart(team: Team, kernels: KernelModule<CopyKernels>, part: CopyPart): void {
  const name = kernelOf(part);
  if (isSplit(team, part.rows.size * part.columns.size * cost)) {
    team.run(
      kernels.team(name),
      piecesOf(team, part, name).map((piece) => parametersOf(name, piece)),
    );
    return;
  }
  const kernel: (...parameters: number[]) => void = kernels()[name];
  kernel(0, ...parametersOf(name, part));
}

function kernelOf({ rows, columns }: CopyPart): keyof CopyKernels {
  if (columns.to !== 1) return 'copyStrided';
  if (columns.from === 1) return 'copyRows';
  if (columns.from === 0) return 'repeatElements';
  return rows.from === 1 ? 'transpose' : 'copyStrided';
}

function parametersOf(
  name: keyof CopyKernels,
  { rows, columns, from, to }: CopyPart,
): KernelArguments {
  if (name === 'transpose') return [rows.size, columns.size, from, columns.from, to, rows.to];
  if (name !== 'copyStrided') return [rows.size, columns.size, from, rows.from, to, rows.to];
  return [rows.size, columns.size, from, rows.from, columns.from, to, rows.to, columns.to];
}

/** Parts of the longer one of the two loops. */
function piecesOf(
  team: Team,
  { rows, columns, from, to }: CopyPart,
  name: keyof CopyKernels,
): CopyPart[] {
  if (rows.size >= columns.size) {
    const options = { cost: cost * columns.size, multiple: name === 'transpose' ? 16 : 1 };
    return ranges(team, rows.size, options).map(([begin, end]) => ({
      rows: { ...rows, size: end - begin },
      columns,
      from: from + begin * rows.from,
      to: to + begin * rows.to,
    }));
  }
  const options = { cost: cost * rows.size, multiple: 16 };
  return ranges(team, columns.size, options).map(([begin, end]) => ({
    rows,
    columns: { ...columns, size: end - begin },
    from: from + begin * columns.from,
    to: to + begin * columns.to,
  }));
}
