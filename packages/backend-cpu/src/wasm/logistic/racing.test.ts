import { logisticUpdate, scope, tensor, useBackend, type Tensor } from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { threadedContext } from '../../../test/threaded-context.ts';
import { CpuBackend } from '../../cpu-backend.ts';
import { type KernelContext, soloContext } from '../../kernel-context.ts';
import { wasmKernels } from '../kernels.ts';

const [examples, width, size] = [6000, 3, 40];

/** Two tables after an update of examples of which no two name the same row. */
async function update(context: KernelContext, block: number): Promise<Float32Array[]> {
  useBackend(new CpuBackend({ memory: context.memory, kernels: wasmKernels(context), context }));
  const wave = (rows: number): Tensor =>
    tensor(
      Float32Array.from({ length: rows * size }, (_, i) => Math.sin(i * 0.37)),
      { shape: [rows, size] },
    );
  const rows = (count: number): Tensor =>
    tensor(
      Int32Array.from({ length: examples * count }, (_, i) => i),
      { shape: [examples, count] },
    );
  const [input, output] = [wave(examples), wave(examples * width)];
  const loss = scope(() =>
    logisticUpdate(
      { input, output, inputRows: rows(1), outputRows: rows(width), labels: tensor([1, 0, 0]) },
      { learningRate: 0.1, racing: true, block },
    ),
  );
  const numbers = await Promise.all(
    [input, output, loss].map(async (own) => Float32Array.from((await own.data()) as Float32Array)),
  );
  for (const own of [input, output, loss]) own.dispose();
  return numbers;
}

describe('a logistic update on racing threads', () => {
  it.each([1, 256])(
    'is that of one thread where no row is named twice, block %d',
    async (block) => {
      const context = threadedContext(3);
      try {
        const [input, output, loss] = await update(context, block);
        const [alone, outputAlone, lossAlone] = await update(soloContext(), block);
        expect(context.team.shared).toBeGreaterThan(0);
        expect(input).toEqual(alone);
        expect(output).toEqual(outputAlone);
        expect(loss![0]! / lossAlone![0]!).toBeCloseTo(1, 6);
      } finally {
        context.team.dispose();
      }
    },
  );
});
