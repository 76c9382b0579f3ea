import type { Operand } from '@rondo/tensor';
import type { GpuContext } from '../../device/gpu-context.ts';
import { eachElement, gridOf } from '../../layout/grid.ts';
import type { GpuBlock } from '../../memory/gpu-block.ts';
import { reads, writes, type Slot } from '../kernel.ts';
import type { Product } from './product.ts';

/** Rows and columns from which on numbers are read so often that a copy pays for itself. */
const leastLines = 64;

/**
 * The product with factors that lie in float16. Such a copy is made of the whole buffer, so that all of its views find their places, and
 * stays until the buffer is written: weights and what layers hand on are rounded once for the products of both directions.
 */
export function inHalf(gpu: GpuContext, product: Product): Product {
  if (Math.min(product.rows, product.columns) < leastLines) return product;
  const [a, b, ...others] = product.slots;
  const [x, w] = [a!, b!].map((slot) =>
    isMostOfItsBlock(slot.operand) ? copied(gpu, slot) : slot,
  );
  const which = `${x!.isHalf ? 'a' : ''}${w!.isHalf ? 'b' : ''}`;
  if (which === '') return product;
  return { ...product, slots: [x!, w!, ...others], key: ` float16 ${which}${product.key}` };
}

/** Else more would be rounded than read, and again with each part that is written. */
function isMostOfItsBlock({ buffer, shape, strides }: Operand): boolean {
  const read = shape.reduce((count, size, axis) => (strides[axis] === 0 ? count : count * size), 1);
  return 8 * read >= (buffer as GpuBlock).bytes;
}

function copied(gpu: GpuContext, slot: Slot): Slot {
  const { operand } = slot;
  const block = operand.buffer as GpuBlock;
  // The device had no memory for it: perhaps it has now.
  if (block.half?.block.isBroken) {
    gpu.memory.free(block.half.block);
    block.half = undefined;
  }
  block.half ??= { block: gpu.memory.allocate(Math.ceil(block.bytes / 2)), madeIn: 0 };
  const { half } = block;
  if (half.madeIn !== gpu.period || block.constant !== undefined) {
    const fours = Math.ceil(block.bytes / 16);
    gpu.run({
      key: 'to float16',
      slots: [
        { ...reads(operand), isVector: true },
        { ...writes({ ...operand, buffer: half.block }), isVector: true, isHalf: true },
      ],
      parameters: { count: 'u32' },
      values: [fours],
      workgroups: gridOf(fours),
      code: ([x, y]) => eachElement(`${y}[i] = vec4h(${x}[i]);`),
    });
    if (!gpu.isPrewarming) half.madeIn = gpu.period;
  }
  return { ...slot, operand: { ...operand, buffer: half.block }, isHalf: true };
}
