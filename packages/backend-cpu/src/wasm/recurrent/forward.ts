import type { Operand } from '@rondo/tensor';
import type { KernelContext } from '../../kernel-context.ts';
import { gemmScratchBytes } from '../gemm/define-gemm.ts';
import type { RecurrentKernels } from './kernels.ts';
import { address, behind, sizesOf, wholeLines } from './operands.ts';
import { withPacked } from './packed-matrix.ts';
import { planSequences } from './sequence-plan.ts';

/** Outputs, last state and, where a gradient may be asked for, what that needs. */
export function forward(
  context: KernelContext,
  kernels: RecurrentKernels,
  inputs: readonly (Operand | undefined)[],
  outputs: readonly (Operand | undefined)[],
  reverse: boolean,
): void {
  const { cell } = kernels;
  const sizes = sizesOf(inputs[0]!, inputs[1]!, cell);
  const { N, L, H, bytes, gateBytes, savedBytes } = sizes;
  const [gates, weight, bias, h0, lengths] = [0, 1, 2, 3, 4].map((i) => address(inputs[i]));
  const memory0 = address(inputs[5]);
  const [output, h] = [address(outputs[0]), address(outputs[1])];
  const memory = cell.hasMemory ? address(outputs[2]) : 0;
  const saved = address(outputs[cell.hasMemory ? 3 : 2]);
  if (N * L * H === 0) {
    const { f32 } = context.memory;
    for (const [from, to] of [
      [h0!, h],
      [memory0, memory],
    ] as const) {
      f32.copyWithin(to / 4, from / 4, from / 4 + (to && N * H));
    }
    return;
  }
  const { ranges, rows, packs, byDots } = planSequences(context, sizes);
  const columns = cell.gates * H;
  const transposed = { pointer: weight!, row: 4, column: bytes, depth: H, columns };
  withPacked(context, kernels, transposed, packs, (packed) => {
    const scratch = context.team.scratch(
      wholeLines(savedBytes) +
        wholeLines(rows * gateBytes) +
        gemmScratchBytes({ rows, columns, depth: H }),
    );
    const calls = ranges.map(([begin, end]) => ({
      rows: end - begin,
      steps: L,
      bytes,
      reverse: Number(reverse),
      gates: gates! + begin * L * gateBytes,
      packed,
      weight: weight!,
      byDots: Number(byDots),
      bias: bias!,
      h0: h0! + begin * bytes,
      memory0: memory0 + begin * bytes,
      h: h + begin * bytes,
      memory: memory + begin * bytes,
      output: output + begin * L * bytes,
      saved: behind(saved, begin * L * savedBytes),
      lengths: behind(lengths!, 4 * begin),
      scratch: scratch.pointer,
      scratchStep: scratch.step,
    }));
    kernels.run('forward', calls);
  });
}
