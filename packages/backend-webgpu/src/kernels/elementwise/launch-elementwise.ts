import type { Operand } from '@rondo/tensor';
import type { GpuContext } from '../../device/gpu-context.ts';
import { eachElement, gridOf } from '../../layout/grid.ts';
import { indexingOf } from '../../layout/indexing.ts';
import { loopsOver } from '../../layout/loops.ts';
import type { Parameters } from '../kernel.ts';
import { reads, writes } from '../kernel.ts';

export interface Elementwise {
  /** Says what `value` computes. */
  readonly key: string;
  /** WGSL of the functions that `value` calls. */
  readonly functions?: () => string;
  /** The result, from the elements of the inputs: an expression of WGSL. */
  readonly value: (...elements: readonly string[]) => string;
  readonly parameters?: Parameters;
  readonly values?: readonly number[];
}

/** output = value(inputs), element by element, in any layouts. */
export function launchElementwise(
  gpu: GpuContext,
  inputs: readonly Operand[],
  output: Operand,
  { key, functions, value, parameters = {}, values = [] }: Elementwise,
): void {
  const loops = loopsOver([...inputs, output]);
  if (loops.size === 0) return;
  const indexing = indexingOf(loops);
  const last = inputs.length;
  gpu.run({
    key: `${key}, ${indexing.key}`,
    slots: [...inputs.map(reads), writes(output)],
    parameters: () => ({ count: 'u32', ...parameters, ...indexing.parameters }),
    values: [loops.size, ...values, ...indexing.values],
    workgroups: gridOf(loops.size),
    code: (names) => {
      const elements = inputs.map((_, k) => `${names[k]}[at${k}]`);
      const body = `${indexing.code}\n${names[last]}[at${last}] = ${value(...elements)};`;
      return `${functions?.() ?? ''}${eachElement(body)}`;
    },
  });
}
