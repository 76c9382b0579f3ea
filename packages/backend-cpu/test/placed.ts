import type { DType, Operand } from '@rondo/tensor';
import { array, constantFrom, record, shuffledSubarray, type Arbitrary } from 'fast-check';
import { expect } from 'vitest';
import type { CpuBuffer, LinearMemory } from '../src/linear-memory.ts';

/** How an axis lies in memory; `still` repeats one element. */
export type Step = 'dense' | 'flipped' | 'spread' | 'still';

export interface Layout {
  /** The axes from the outermost in memory to the innermost; row-major unless told otherwise. */
  readonly order?: readonly number[];
  readonly steps?: readonly Step[];
}

/** An operand whose fields are getters, as those of a tensor are: a copy by spread is found out. */
class Placed implements Operand {
  readonly #buffer: CpuBuffer;
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly offset: number;

  constructor(buffer: CpuBuffer, own: Omit<Operand, 'buffer'>) {
    this.#buffer = buffer;
    this.dtype = own.dtype;
    this.shape = own.shape;
    this.strides = own.strides;
    this.offset = own.offset;
  }

  get buffer(): CpuBuffer {
    return this.#buffer;
  }
}

/** Layouts of a rank. */
export function layouts(rank: number, steps: readonly Step[]): Arbitrary<Layout> {
  const axes = Array.from({ length: rank }, (_, axis) => axis);
  return record({
    order: shuffledSubarray(axes, { minLength: rank }),
    steps: array(constantFrom(...steps), { minLength: rank, maxLength: rank }),
  });
}

/** An operand; every word of its buffer, between its elements too, is a number of its own. */
export function place(
  memory: LinearMemory,
  shape: readonly number[],
  { order = shape.map((_, axis) => axis), steps = [] }: Layout = {},
  dtype: DType = 'float32',
): Operand {
  const strides = shape.map(() => 0);
  let [words, offset] = [1, 0];
  for (const axis of order.toReversed()) {
    const step = steps[axis] ?? 'dense';
    const size = Math.max(shape[axis]!, 1);
    if (step === 'still') continue;
    const stride = words * (step === 'spread' ? 2 : 1);
    strides[axis] = step === 'flipped' ? -stride : stride;
    if (step === 'flipped') offset += stride * (size - 1);
    words = stride * size;
  }
  // The first words belong to nobody.
  const margin = 3;
  const buffer = memory.allocate(4 * (words + 2 * margin));
  const data = dtype === 'float32' ? memory.f32 : memory.i32;
  for (let i = 0; i < buffer.bytes / 4; i++) {
    data[buffer.pointer / 4 + i] = dtype === 'bool' ? i % 2 : ((i * 7919) % 4001) - 2000.25;
  }
  return new Placed(buffer, { dtype, shape, strides, offset: offset + margin });
}

/** All words of an operand's buffer, those around its elements too. */
function bufferWords(memory: LinearMemory, { buffer }: Operand): Int32Array {
  const { pointer, bytes } = buffer as CpuBuffer;
  return memory.i32.slice(pointer / 4, (pointer + bytes) / 4);
}

/** What the buffer of an operand holds after a kernel ran; the buffer itself is put back. */
export function wordsAfter(memory: LinearMemory, output: Operand, run: () => void): Int32Array {
  const before = bufferWords(memory, output);
  run();
  const after = bufferWords(memory, output);
  memory.i32.set(before, (output.buffer as CpuBuffer).pointer / 4);
  return after;
}

/** Checks that words are the same; vitest's own comparison takes seconds for so many. */
export function expectSameWords(actual: Int32Array, expected: Int32Array): void {
  expect(actual.length).toBe(expected.length);
  const first = actual.findIndex((word, i) => word !== expected[i]);
  expect([first, actual[first]]).toEqual([first, expected[first]]);
}

/** Writes numbers to the elements of a row-major operand. */
export function setNumbers(
  memory: LinearMemory,
  { buffer, dtype, offset }: Operand,
  numbers: readonly number[],
): void {
  const data = dtype === 'float32' ? memory.f32 : memory.i32;
  data.set(numbers, (buffer as CpuBuffer).pointer / 4 + offset);
}

/** The elements of a row-major float32 operand. */
export function numbersOf(memory: LinearMemory, { buffer, shape, offset }: Operand): Float32Array {
  const first = (buffer as CpuBuffer).pointer / 4 + offset;
  return memory.f32.slice(first, first + shape.reduce((product, size) => product * size, 1));
}

/** Gives the memory of operands back. */
export function release(memory: LinearMemory, operands: readonly Operand[]): void {
  for (const { buffer } of operands) memory.free(buffer as CpuBuffer);
}
