import type { Operand } from '@rondo/tensor';
import type { KernelContext } from '../../kernel-context.ts';
import { gemmScratchBytes } from '../gemm/define-gemm.ts';
import type { Cell } from './cell.ts';
import type { RecurrentKernels } from './kernels.ts';
import { address, behind, sizesOf, type Sizes, wholeLines } from './operands.ts';
import { withPacked } from './packed-matrix.ts';
import { biasGradient, weightGradient } from './parameter-gradients.ts';
import { planSequences } from './sequence-plan.ts';
import { withWorkspace } from './workspace.ts';

interface Saved {
  readonly inputs: readonly (Operand | undefined)[];
  readonly outputs: readonly Operand[];
}

type Gradients = readonly (Operand | undefined)[];

/** Gradients of the inputs: the loop through time, then one product for the weights and one sum for the biases. */
export function backward(
  context: KernelContext,
  kernels: RecurrentKernels,
  saved: Saved,
  gradients: Gradients,
  inputGradients: Gradients,
  reverse: boolean,
): void {
  const { cell } = kernels;
  const { inputs } = saved;
  const sizes = sizesOf(inputs[0]!, inputs[1]!, cell);
  const { N, L, H, bytes, gateBytes } = sizes;
  const [forGates, forWeight, forBias] = [0, 1, 2].map((i) => address(inputGradients[i]));
  if (N * L * H === 0) {
    passOn(context, sizes, cell, gradients, inputGradients);
    return;
  }
  const workspace = {
    previous: N * L * bytes,
    gatesGradient: forGates ? 0 : N * L * gateBytes,
    lastRecurrent: cell.splitsLastGate ? N * L * bytes : 0,
    hGradient: inputGradients[3] ? 0 : N * bytes,
    memoryGradient: inputGradients[5] || !cell.hasMemory ? 0 : N * bytes,
  };
  withWorkspace(context.memory, workspace, (at) => {
    const targets = {
      previous: at.previous,
      gatesGradient: forGates || at.gatesGradient,
      lastRecurrent: at.lastRecurrent,
      hGradient: address(inputGradients[3]) || at.hGradient,
      memoryGradient: address(inputGradients[5]) || at.memoryGradient,
    };
    steps(context, kernels, sizes, saved, gradients, targets, reverse);
    if (forWeight) weightGradient(context, kernels, sizes, targets, forWeight);
    if (forBias) biasGradient(context, kernels, sizes, targets, forBias);
  });
}

type Targets = Readonly<
  Record<'previous' | 'gatesGradient' | 'lastRecurrent' | 'hGradient' | 'memoryGradient', number>
>;

/** The loop backward through time: gradients of gates and states. */
function steps(
  context: KernelContext,
  kernels: RecurrentKernels,
  sizes: Sizes,
  { inputs, outputs }: Saved,
  gradients: Gradients,
  to: Targets,
  reverse: boolean,
): void {
  const { cell } = kernels;
  const { L, H, bytes, gateBytes, savedBytes } = sizes;
  const [weight, h0, lengths, memory0] = [1, 3, 4, 5].map((i) => address(inputs[i]));
  const output = address(outputs[0]);
  const saved = address(outputs[cell.hasMemory ? 3 : 2]);
  const [outputGradient, lastH, lastMemory] = [0, 1, 2].map((i) => address(gradients[i]));
  const { ranges, rows, packs } = planSequences(context, sizes);
  const depth = cell.gates * H;
  const matrix = { pointer: weight!, row: bytes, column: 4, depth, columns: H };
  withPacked(context, kernels, matrix, packs, (packed) => {
    const scratch = context.team.scratch(
      wholeLines(bytes) +
        wholeLines(rows * gateBytes) +
        gemmScratchBytes({ rows, columns: H, depth }),
    );
    const calls = ranges.map(([begin, end]) => ({
      rows: end - begin,
      steps: L,
      bytes,
      reverse: Number(reverse),
      saved: saved + begin * L * savedBytes,
      output: output + begin * L * bytes,
      h0: h0! + begin * bytes,
      memory0: memory0! + begin * bytes,
      previous: to.previous + begin * L * bytes,
      packed,
      weight: weight!,
      outputGradient: behind(outputGradient!, begin * L * bytes),
      lastHGradient: behind(lastH!, begin * bytes),
      lastMemoryGradient: behind(lastMemory!, begin * bytes),
      hGradient: to.hGradient + begin * bytes,
      memoryGradient: to.memoryGradient + begin * bytes,
      gatesGradient: to.gatesGradient + begin * L * gateBytes,
      lastRecurrent: to.lastRecurrent + begin * L * bytes,
      lengths: behind(lengths!, 4 * begin),
      scratch: scratch.pointer,
      scratchStep: scratch.step,
    }));
    kernels.run('backward', calls);
  });
}

/** Without steps the last state is the first; nothing else has an influence. */
function passOn(
  { memory: { f32 } }: KernelContext,
  { N, H }: Sizes,
  cell: Cell,
  gradients: Gradients,
  inputGradients: Gradients,
): void {
  const states = [[1, 3], ...(cell.hasMemory ? [[2, 5]] : [])] as [number, number][];
  for (const [result, state] of states) {
    const [from, to] = [address(gradients[result]), address(inputGradients[state])];
    if (to && from) f32.copyWithin(to / 4, from / 4, from / 4 + N * H);
    else if (to) f32.fill(0, to / 4, to / 4 + N * H);
  }
  for (const parameter of [1, 2]) {
    const to = address(inputGradients[parameter]);
    const count = inputGradients[parameter]?.shape.reduce((a, b) => a * b, 1) ?? 0;
    f32.fill(0, to / 4, to / 4 + count);
  }
}
