import type { Operand } from '@rondo/tensor';
import type { GpuContext } from '../../device/gpu-context.ts';
import { eachElement, gridOf } from '../../layout/grid.ts';
import { indexingOf } from '../../layout/indexing.ts';
import { loopsOver } from '../../layout/loops.ts';
import type { GpuBlock } from '../../memory/gpu-block.ts';
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

/** output = value(inputs), element by element, in any layouts. Inputs of which a constant is known are not read from memory. */
export function launchElementwise(
  gpu: GpuContext,
  inputs: readonly Operand[],
  output: Operand,
  { key, functions, value, parameters = {}, values = [] }: Elementwise,
): void {
  const constants = inputs.map(({ buffer }) => (buffer as GpuBlock).constant);
  const known = constants.filter((bits) => bits !== undefined);
  const unknown = known.length === 0 ? inputs : inputs.filter((_, k) => constants[k] === undefined);
  const loops = loopsOver([...unknown, output]);
  if (loops.size === 0) return;
  const indexing = indexingOf(loops);
  const last = unknown.length;
  const isConstant =
    known.length === 0
      ? ''
      : ` ${constants.map((bits) => (bits === undefined ? 'x' : 'c')).join('')}`;
  gpu.run({
    key: `${key}${isConstant}, ${indexing.key}`,
    slots: [...unknown.map(reads), writes(output)],
    parameters: () => ({
      count: 'u32',
      ...parameters,
      ...Object.fromEntries(known.map((_, k) => [`constant${k}`, 'i32'] as const)),
      ...indexing.parameters,
    }),
    values: [loops.size, ...values, ...known, ...indexing.values],
    workgroups: gridOf(loops.size),
    code: (names) => {
      let [atUnknown, atKnown] = [0, 0];
      const elements = inputs.map(({ dtype }, k) => {
        if (constants[k] === undefined) return `${names[atUnknown]}[at${atUnknown++}]`;
        const bits = `p.constant${atKnown++}`;
        return dtype === 'float32' ? `bitcast<f32>(${bits})` : bits;
      });
      const body = `${indexing.code}\n${names[last]}[at${last}] = ${value(...elements)};`;
      return `${functions?.() ?? ''}${eachElement(body)}`;
    },
  });
}
