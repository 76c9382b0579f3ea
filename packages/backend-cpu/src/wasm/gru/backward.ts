import type { FusedAttributes, Operand } from '@rondo/tensor';
import type { LinearMemory } from '../../linear-memory.ts';
import type { Matrix, Product } from '../matmul/product.ts';
import type { GruKernels, GruSequenceKernels } from './kernels.ts';
import { address, type Sizes, sizesOf, stepsOf } from './operands.ts';
import { biasGradient, weightGradient } from './parameter-gradients.ts';
import { repeatedProduct } from './repeated-product.ts';
import { withWorkspace } from './workspace.ts';

interface Saved {
  readonly inputs: readonly (Operand | undefined)[];
  readonly outputs: readonly Operand[];
}

/** Copies row-major numbers, or writes zeros where there are none to copy. */
function copyOrClear({ f32 }: LinearMemory, from: number, to: number, count: number): void {
  if (from) f32.copyWithin(to / 4, from / 4, from / 4 + count);
  else f32.fill(0, to / 4, to / 4 + count);
}

interface Steps {
  readonly saved: number;
  readonly output: number;
  readonly h0: number;
  readonly lengths: number;
  readonly reverse: boolean;
  readonly outputGradient: number;
  readonly outputGradientRow: number;
  /** In: the gradient of the last h; out: of the first. */
  readonly hGradient: number;
  readonly gatesGradient: number;
  readonly recurrentGradient: number;
}

/** The loop backward through time: gradients of gates and states. `multiply` adds `recurrent` W_hh to `hGradient`. */
function backwardSteps(
  { gatesBackward }: GruKernels,
  { N, L, bytes }: Sizes,
  { h0, output, reverse, outputGradientRow, ...from }: Steps,
  multiply: (recurrentGradient: number) => void,
): void {
  const first = reverse ? L - 1 : 0;
  for (const t of stepsOf(L, !reverse)) {
    const recurrentGradient = from.recurrentGradient + 3 * t * bytes;
    gatesBackward(
      N,
      bytes,
      from.saved + 4 * t * bytes,
      4 * L * bytes,
      t === first ? h0 : output + (reverse ? t + 1 : t - 1) * bytes,
      t === first ? bytes : L * bytes,
      h0,
      from.outputGradient + (outputGradientRow && t * bytes),
      outputGradientRow,
      from.hGradient,
      from.gatesGradient + 3 * t * bytes,
      3 * L * bytes,
      recurrentGradient,
      3 * L * bytes,
      from.lengths,
      t,
      // A reversed sequence begins with its last step.
      reverse ? t + 1 : 0,
    );
    multiply(recurrentGradient);
  }
}

/** Gradients of the inputs: the loop through time, then one product each for weights and biases. */
export function backward(
  memory: LinearMemory,
  { gru, matmul }: GruSequenceKernels,
  { inputs, outputs }: Saved,
  gradients: readonly (Operand | undefined)[],
  inputGradients: readonly (Operand | undefined)[],
  { reverse }: FusedAttributes['gruSequence'],
): void {
  const sizes = sizesOf(inputs[0]!, inputs[1]!);
  const { N, L, H, bytes } = sizes;
  const [output, , saved] = outputs.map(address) as [number, number, number];
  const [forOutput, forHidden] = [address(gradients[0]), address(gradients[1])];
  const [forGates, forWeight, forBias, forH0] = inputGradients.map(address);
  if (N * L * H === 0) {
    if (forH0) copyOrClear(memory, forHidden, forH0, N * H);
    if (forWeight) copyOrClear(memory, 0, forWeight, 3 * H * H);
    if (forBias) copyOrClear(memory, 0, forBias, 3 * H);
    return;
  }
  const h: Matrix = { pointer: 0, row: bytes, column: 4 };
  const shape: Product = {
    rows: N,
    columns: H,
    depth: 3 * H,
    a: { pointer: 0, row: 3 * L * bytes, column: 4 },
    b: { pointer: address(inputs[1]), row: bytes, column: 4 },
    initial: h,
    c: h,
  };
  const product = repeatedProduct(matmul, shape);
  const workspace = {
    product: product.bytes,
    recurrentGradient: 3 * N * L * bytes,
    hGradient: N * bytes,
    noGradient: bytes,
  };
  withWorkspace(memory, workspace, (at) => {
    const hGradient = forH0 || at.hGradient;
    copyOrClear(memory, forHidden, hGradient, N * H);
    copyOrClear(memory, 0, at.noGradient, H);
    const from: Steps = {
      saved,
      output,
      h0: address(inputs[3]),
      lengths: address(inputs[4]),
      reverse,
      outputGradient: forOutput || at.noGradient,
      outputGradientRow: forOutput && L * bytes,
      hGradient,
      // Where nobody wants the gradient of the gates, it is overwritten by the other.
      gatesGradient: forGates || at.recurrentGradient,
      recurrentGradient: at.recurrentGradient,
    };
    const multiply = product.prepare(at.product);
    const c = { ...h, pointer: hGradient };
    backwardSteps(gru, sizes, from, (recurrentGradient) =>
      multiply({ ...shape, a: { ...shape.a, pointer: recurrentGradient }, initial: c, c }),
    );
    if (forBias) biasGradient(memory, matmul, sizes, from, forBias);
    // Last, for it overwrites rows of the gradients of the steps.
    if (forWeight) weightGradient(memory, matmul, sizes, from, forWeight);
  });
}
