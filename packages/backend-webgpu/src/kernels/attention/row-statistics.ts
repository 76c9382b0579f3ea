import { elementCount, type Operand } from '@rondo/tensor';
import type { GpuContext } from '../../device/gpu-context.ts';
import { eachElement, gridOf } from '../../layout/grid.ts';
import { reads, writes } from '../kernel.ts';
import { named, optional } from '../slot-table.ts';

export interface Rows {
  readonly logTotal: Operand;
  /** Output and its gradient, `[N, T1, H, E]`. */
  readonly output: Operand;
  readonly gradient: Operand;
  /** `[N]`. */
  readonly keyLengths: Operand | undefined;
}

/**
 * For each query, `[N, H, T1]`: log Σ e^score, behind all of these Σ_e gradient · output, and last the key length of each entry, for the
 * kernels of the gradients bind as many buffers as every device allows already.
 */
export function rowStatistics(
  gpu: GpuContext,
  { logTotal, output, gradient, keyLengths }: Rows,
  statistics: Operand,
): void {
  const [, T1, H, E] = output.shape as [number, number, number, number];
  const count = elementCount(logTotal.shape);
  gpu.run(
    named({
      key: 'attention row statistics',
      slots: {
        log: reads(logTotal),
        y: reads(output),
        dy: reads(gradient),
        lengths: optional(reads, keyLengths),
        statistics: writes(statistics),
      },
      parameters: { count: 'u32', T1: 'u32', H: 'u32', E: 'u32' },
      values: [count, T1, H, E],
      workgroups: gridOf(count),
      code: (at) =>
        eachElement(`
  let t = i % p.T1;
  let h = (i / p.T1) % p.H;
  let n = i / (p.T1 * p.H);
  let start = ((n * p.T1 + t) * p.H + h) * p.E;
  var sum = 0.0;
  for (var e = 0u; e < p.E; e++) { sum = fma(${at('dy', 'start + e')}, ${at('y', 'start + e')}, sum); }
  ${at('statistics', 'i')} = ${at('log', 'i')};
  ${at('statistics', 'p.count + i')} = sum;
  ${keyLengths ? `if (i < p.count / (p.T1 * p.H)) { ${at('statistics', '2u * p.count + i')} = f32(${at('lengths', 'i')}); }` : ''}`),
    }),
  );
}
