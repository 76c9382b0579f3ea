import type { MatmulOptions, Operand } from '@rondo/tensor';
import type { GpuContext } from '../../device/gpu-context.ts';
import { narrowed } from '../../layout/axes.ts';
import type { Launch } from '../kernel.ts';
import { byFours } from './by-fours.ts';
import { bySubgroups, subgroupTile } from './by-subgroups.ts';
import { byRegisters } from './by-registers.ts';
import { blockOf, byWorkgroups } from './by-workgroups.ts';
import { inHalf } from './in-half.ts';
import { productOf, type Product } from './product.ts';

/**
 * Ways to multiply: each thread by itself, or workgroups that share what they fetch, with 4 or 8 rows and columns per thread, or subgroups whose threads hand
 * each other what they read. */
export const matmulKinds = ['registers', 'workgroups 4', 'workgroups 8', 'subgroups'] as const;
export type MatmulKind = (typeof matmulKinds)[number];

/** Whether a device can multiply in a way. */
export function canMultiplyBy(kind: MatmulKind, device: GPUDevice): boolean {
  return kind !== 'subgroups' || device.features.has('subgroups');
}

/** So many rows, or columns, a launch computes at most: 65,535 workgroups of the smallest blocks. */
const mostLines = 65_535 * 32;

/** output[.., i, j] = Σ_k a[.., i, k] · b[.., k, j] (+ bias[j]), then the activation, in the way that suits the device. */
export function matmul(
  gpu: GpuContext,
  a: Operand,
  b: Operand,
  output: Operand,
  options: MatmulOptions = {},
): void {
  const rank = output.shape.length;
  if (output.shape[rank - 2]! > mostLines) {
    inParts(output.shape[rank - 2]!, (start, size) =>
      matmul(
        gpu,
        narrowed(a, rank - 2, start, size),
        b,
        narrowed(output, rank - 2, start, size),
        options,
      ),
    );
    return;
  }
  if (output.shape[rank - 1]! > mostLines) {
    inParts(output.shape[rank - 1]!, (start, size) => {
      const bias = options.bias && narrowed(options.bias, 0, start, size);
      const [right, part] = [b, output].map((whole) => narrowed(whole, rank - 1, start, size));
      matmul(gpu, a, right!, part!, { ...options, bias });
    });
    return;
  }
  const product = productOf(a, b, output, options);
  const { rows, columns, batches } = product;
  if (rows * columns * batches === 0) return;
  gpu.run(launchOf(gpu, gpu.keepsHalf ? inHalf(gpu, product) : product));
}

function inParts(lines: number, run: (start: number, size: number) => void): void {
  for (let start = 0; start < lines; start += mostLines)
    run(start, Math.min(mostLines, lines - start));
}

function launchOf(gpu: GpuContext, product: Product): Launch {
  const { matmulKind: kind, isMixedPrecision: half } = gpu;
  const fills = (block: number): boolean => product.rows >= block && product.columns >= block;
  if (kind === 'subgroups') {
    const [rows, columns] = subgroupTile;
    const { size } = gpu.teamFor(Infinity);
    const isFull = product.rows >= rows && product.columns >= (columns * size) / 2;
    if (isFull && !half) return bySubgroups(product, size);
  } else if (kind !== 'registers') {
    if (kind === 'workgroups 8' && fills(blockOf(8))) return byWorkgroups(product, 8, half);
    // Squares that are mostly empty would be computed in vain.
    if (fills(blockOf(4) / 2)) return byWorkgroups(product, 4, half);
  }
  if (!fills(64)) return byRegisters(product, 4, half);
  return product.readsFours ? byFours(product, half) : byRegisters(product, 8, half);
}
