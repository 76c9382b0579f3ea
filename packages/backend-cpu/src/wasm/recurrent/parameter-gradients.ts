import type { KernelContext } from '../../kernel-context.ts';
import { ranges } from '../../threads/ranges.ts';
import { gemmScratchBytes } from '../gemm/define-gemm.ts';
import type { Cell } from './cell.ts';
import type { RecurrentKernels } from './kernels.ts';
import type { Sizes } from './operands.ts';
import { withPacked } from './packed-matrix.ts';
import { withWorkspace } from './workspace.ts';

export interface StepGradients {
  /** h before each step, `[N, L, H]`. */
  readonly previous: number;
  /** The gradient of W_ih x + b_ih, `[N, L, G·H]`. */
  readonly gatesGradient: number;
  /** That of the last gate of W_hh h + b_hh where it differs, `[N, L, H]`. */
  readonly lastRecurrent: number;
}

/** Some columns, those of whole gates, of the gradient of W_hh h + b_hh of every step. */
interface Columns {
  readonly count: number;
  readonly pointer: number;
  /** Bytes from one step to the next. */
  readonly row: number;
  /** Number of the first gate. */
  readonly gate: number;
}

/** The gradient of W_hh h + b_hh by its columns. */
function columnsOf(cell: Cell, { H, bytes, gateBytes }: Sizes, from: StepGradients): Columns[] {
  const shared = cell.splitsLastGate ? cell.gates - 1 : cell.gates;
  const first = { count: shared * H, pointer: from.gatesGradient, row: gateBytes, gate: 0 };
  if (!cell.splitsLastGate) return [first];
  return [first, { count: H, pointer: from.lastRecurrent, row: bytes, gate: shared }];
}

/** Nanoseconds of one multiplication and addition, and of one addition of a long sum. */
const [productCost, sumCost] = [0.04, 0.1];

/** dW_hh = Σ over all steps of (gradient of W_hh h + b_hh)ᵀ h, split by rows. */
export function weightGradient(
  context: KernelContext,
  kernels: RecurrentKernels,
  sizes: Sizes,
  from: StepGradients,
  target: number,
): void {
  const { cell } = kernels;
  const { N, L, H, bytes } = sizes;
  const depth = N * L;
  const states = { pointer: from.previous, row: bytes, column: 4, depth, columns: H };
  withPacked(context, kernels, states, true, (packed) => {
    const { team } = context;
    const scratch = team.scratch(gemmScratchBytes({ rows: cell.gates * H, columns: H, depth }));
    const calls = columnsOf(cell, sizes, from).flatMap(({ count, pointer, row, gate }) =>
      ranges(team, count, { cost: H * depth * productCost, multiple: 24 }).map(([begin, end]) => ({
        rows: end - begin,
        columns: H,
        depth,
        a: pointer + 4 * begin,
        aRow: 4,
        aColumn: row,
        packed,
        c: target + (gate * H + begin) * bytes,
        cRow: bytes,
        scratch: scratch.pointer,
        scratchStep: scratch.step,
      })),
    );
    kernels.run('product', calls);
  });
}

/** db_hh = Σ over all steps of the gradient of W_hh h + b_hh, split by columns. */
export function biasGradient(
  { memory, team }: KernelContext,
  kernels: RecurrentKernels,
  sizes: Sizes,
  from: StepGradients,
  target: number,
): void {
  const { cell } = kernels;
  const { N, L, H, gateBytes } = sizes;
  withWorkspace(memory, { parts: gateBytes }, ({ parts }) => {
    const calls = columnsOf(cell, sizes, from).flatMap(({ count, pointer, row, gate }) =>
      ranges(team, count, { cost: N * L * sumCost, multiple: 16 }).map(([begin, end]) => ({
        columns: end - begin,
        rows: N * L,
        source: pointer + 4 * begin,
        row,
        target: target + 4 * (gate * H + begin),
        part: parts + 4 * (gate * H + begin),
      })),
    );
    kernels.run('columnSums', calls);
  });
}
