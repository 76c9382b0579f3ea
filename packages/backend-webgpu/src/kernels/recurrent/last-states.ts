import type { Operand } from '@rondo/tensor';
import type { GpuContext } from '../../device/gpu-context.ts';
import { eachElement, gridOf } from '../../layout/grid.ts';
import { reads, writes } from '../kernel.ts';
import { named, optional } from '../slot-table.ts';
import { lengthOf } from './length-of.ts';

export interface LastStates {
  readonly initial: Operand;
  readonly lengths: Operand | undefined;
  /** `[N, L, H]`. */
  readonly output: Operand;
  readonly reverse: boolean;
  /** `[N, H]`. */
  readonly hidden: Operand;
}

/** The state after the last step of each row, or the initial one where a row has no steps. */
export function lastStates(
  gpu: GpuContext,
  { initial, lengths, output, reverse, hidden }: LastStates,
): void {
  const [batch, steps, units] = output.shape as [number, number, number];
  const count = batch * units;
  gpu.run(
    named({
      key: `last states${reverse ? ' reverse' : ''}`,
      slots: {
        initial: reads(initial),
        lengths: optional(reads, lengths),
        output: reads(output),
        hidden: writes(hidden),
      },
      parameters: { count: 'u32', steps: 'u32', units: 'u32' },
      values: [count, steps, units],
      workgroups: gridOf(count),
      code: (at) =>
        eachElement(`
  let j = i % p.units;
  let n = i / p.units;
  ${lengthOf(lengths, at)}
  var value = 0.0;
  if (length == 0u) {
    value = ${at('initial', 'i')};
  } else {
    value = ${at('output', `(n * p.steps + ${reverse ? '0u' : 'length - 1u'}) * p.units + j`)};
  }
  ${at('hidden', 'i')} = value;`),
    }),
  );
}
