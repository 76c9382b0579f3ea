import type { Operand } from '@rondo/tensor';
import type { GpuContext } from '../../device/gpu-context.ts';
import { eachElement, gridOf } from '../../layout/grid.ts';
import { reads, writes } from '../kernel.ts';
import { named, optional } from '../slot-table.ts';
import { lengthOf } from './length-of.ts';

export interface StatesBefore {
  /** States after each step: one every `parts` units, the one with number `part`. */
  readonly after: Operand;
  readonly parts: number;
  readonly part: number;
  readonly initial: Operand;
  readonly lengths: Operand | undefined;
  readonly reverse: boolean;
  /** `[N, L, H]`. */
  readonly before: Operand;
}

/** The state that each step began with; 0 where there is no step. */
export function statesBefore(
  gpu: GpuContext,
  { after, parts, part, initial, lengths, reverse, before }: StatesBefore,
): void {
  const [batch, steps, units] = before.shape as [number, number, number];
  const count = batch * steps * units;
  if (count === 0) return;
  gpu.run(
    named({
      key: `states before${reverse ? ' reverse' : ''}`,
      slots: {
        after: reads(after),
        initial: reads(initial),
        lengths: optional(reads, lengths),
        before: writes(before),
      },
      parameters: { count: 'u32', steps: 'u32', units: 'u32', parts: 'u32', part: 'u32' },
      values: [count, steps, units, parts, part],
      workgroups: gridOf(count),
      code: (at) =>
        eachElement(`
  let j = i % p.units;
  let t = (i / p.units) % p.steps;
  let n = i / (p.units * p.steps);
  ${lengthOf(lengths, at)}
  var value = 0.0;
  if (t < length) {
    if (t == ${reverse ? 'length - 1u' : '0u'}) {
      value = ${at('initial', 'n * p.units + j')};
    } else {
      let place = n * p.steps + t ${reverse ? '+' : '-'} 1u;
      value = ${at('after', '(place * p.parts + p.part) * p.units + j')};
    }
  }
  ${at('before', 'i')} = value;`),
    }),
  );
}
