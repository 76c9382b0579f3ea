import type { FusedAttributes, Operand } from '@rondo/tensor';
import type { LinearMemory } from '../../linear-memory.ts';
import type { Product } from '../matmul/product.ts';
import type { GruSequenceKernels } from './kernels.ts';
import { address, sizesOf, stepsOf } from './operands.ts';
import { repeatedProduct } from './repeated-product.ts';
import { withWorkspace } from './workspace.ts';

/** Outputs, last state and what the backward pass needs: for each step one product with W_hhᵀ and one pass over the gates. */
export function forward(
  memory: LinearMemory,
  { gru, matmul }: GruSequenceKernels,
  inputs: readonly (Operand | undefined)[],
  outputs: readonly Operand[],
  { reverse }: FusedAttributes['gruSequence'],
): void {
  const { N, L, H, bytes } = sizesOf(inputs[0]!, inputs[1]!);
  const [gates, weightHh, biasHh, h0, lengths] = [0, 1, 2, 3, 4].map((i) => address(inputs[i]));
  const [output, hidden, saved] = outputs.map(address) as [number, number, number];
  // The state lives in `hidden` from beginning to end.
  memory.f32.copyWithin(hidden / 4, h0! / 4, h0! / 4 + N * H);
  if (N * L * H === 0) return;

  const shape: Product = {
    rows: N,
    columns: 3 * H,
    depth: H,
    a: { pointer: hidden, row: bytes, column: 4 },
    b: { pointer: weightHh!, row: 4, column: bytes },
    initial: biasHh ? { pointer: biasHh, row: 0, column: 4 } : undefined,
    c: { pointer: 0, row: 3 * bytes, column: 4 },
  };
  const product = repeatedProduct(matmul, shape);
  withWorkspace(memory, { product: product.bytes, recurrent: 3 * N * bytes }, (at) => {
    const multiply = product.prepare(at.product);
    const projection = { ...shape, c: { ...shape.c, pointer: at.recurrent } };
    for (const t of stepsOf(L, reverse)) {
      multiply(projection);
      gru.gates(
        N,
        bytes,
        gates! + 3 * t * bytes,
        3 * L * bytes,
        at.recurrent,
        hidden,
        output + t * bytes,
        L * bytes,
        saved + 4 * t * bytes,
        4 * L * bytes,
        lengths!,
        t,
      );
    }
  });
}
