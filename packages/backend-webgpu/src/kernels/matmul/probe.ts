import type { Operand } from '@rondo/tensor';
import type { GpuContext } from '../../device/gpu-context.ts';
import type { GpuBlock } from '../../memory/gpu-block.ts';
import { canMultiplyBy, matmul, matmulKinds, type MatmulKind } from './matmul.ts';

const rounds = 3;

/** The kind of matrix product that this device does fastest, by trying each on `size` rows and columns: enough to keep it busy, soon done. */
export async function fastestMatmul(gpu: GpuContext, size = 512): Promise<MatmulKind> {
  const matrix = (): Operand => ({
    buffer: gpu.memory.allocate(4 * size * size),
    dtype: 'float32',
    shape: [size, size],
    strides: [size, 1],
    offset: 0,
  });
  const [a, b, output] = [matrix(), matrix(), matrix()];
  const multiply = async (kind: MatmulKind): Promise<number> => {
    gpu.matmulKind = kind;
    const start = performance.now();
    matmul(gpu, a, b, output);
    gpu.submit();
    await gpu.device.queue.onSubmittedWorkDone();
    return performance.now() - start;
  };
  const kinds = matmulKinds.filter((kind) => canMultiplyBy(kind, gpu.device));
  const best = new Map<MatmulKind, number>();
  // The first round compiles.
  for (let round = 0; round <= rounds; round++) {
    for (const kind of kinds) {
      const time = await multiply(kind);
      if (round > 0) best.set(kind, Math.min(time, best.get(kind) ?? Infinity));
    }
  }
  for (const { buffer } of [a, b, output]) gpu.memory.free(buffer as GpuBlock);
  return kinds.reduce((one, other) => (best.get(other)! < best.get(one)! ? other : one));
}
