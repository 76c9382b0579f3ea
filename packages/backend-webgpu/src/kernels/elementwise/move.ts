import { elementCount, type DType, type Operand } from '@rondo/tensor';
import type { GpuContext } from '../../device/gpu-context.ts';
import type { GpuBlock } from '../../memory/gpu-block.ts';
import { library } from '../../wgsl/library.ts';
import { isNan } from '../../wgsl/special-values.ts';
import { launchElementwise } from './launch-elementwise.ts';

/** The same operand with its bits taken for integers: what only moves elements must not change any, and may for floats. */
export function asBits({ buffer, shape, strides, offset }: Operand): Operand {
  return { buffer, dtype: 'int32', shape, strides, offset };
}

/** output = input, whatever the layouts. */
export function copy(gpu: GpuContext, input: Operand, output: Operand): void {
  launchElementwise(gpu, [asBits(input)], asBits(output), { key: 'copy', value: (x) => x });
}

const word = new DataView(new ArrayBuffer(4));

function bitsOf(dtype: DType, value: number): number {
  if (dtype === 'float32') word.setFloat32(0, value);
  else word.setInt32(0, dtype === 'bool' ? Number(value !== 0) : value);
  return word.getInt32(0);
}

/** output = value. A buffer of one element only remembers it: most are read by one kernel, which is then told the number. */
export function fill(gpu: GpuContext, output: Operand, value: number): void {
  const bits = bitsOf(output.dtype, value);
  const block = output.buffer as GpuBlock;
  if (block.bytes === 4 && elementCount(output.shape) === 1) {
    block.constant = bits;
    return;
  }
  launchElementwise(gpu, [], asBits(output), {
    key: 'fill',
    value: () => 'p.value',
    parameters: { value: 'i32' },
    values: [bits],
  });
}

/** output = condition ? a : b. */
export function select(
  gpu: GpuContext,
  condition: Operand,
  a: Operand,
  b: Operand,
  output: Operand,
): void {
  launchElementwise(gpu, [condition, asBits(a), asBits(b)], asBits(output), {
    key: 'select',
    value: (holds, x, y) => `select(${y}, ${x}, ${holds} != 0)`,
  });
}

/** Largest float32 below 2³¹. */
const mostInteger = '2147483520.0';

const conversions: Readonly<Record<string, (x: string) => string>> = {
  'float32 to int32': (x) =>
    `select(i32(clamp(${x}, -2147483648.0, ${mostInteger})), select(-2147483648, 2147483647, ${x} > 0.0), abs(${x}) >= 2147483648.0) * select(1, 0, isNan(${x}))`,
  // By bits, for NaN is true.
  'float32 to bool': (x) => `select(0, 1, (bitcast<u32>(${x}) << 1u) != 0u)`,
  'int32 to float32': (x) => `f32(${x})`,
  'int32 to bool': (x) => `select(0, 1, ${x} != 0)`,
  'bool to float32': (x) => `f32(${x})`,
  'bool to int32': (x) => x,
};

/** output = input in output's dtype; fractions are dropped, and what an integer cannot hold becomes the nearest it can. */
export function cast(gpu: GpuContext, input: Operand, output: Operand): void {
  if (input.dtype === output.dtype) {
    copy(gpu, input, output);
    return;
  }
  const key = `${input.dtype} to ${output.dtype}`;
  launchElementwise(gpu, [input], output, {
    key,
    functions: () => library(isNan),
    value: conversions[key] as (...elements: readonly string[]) => string,
  });
}
