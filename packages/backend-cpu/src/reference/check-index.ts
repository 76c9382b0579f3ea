import { RangeFault } from '@rondo/tensor';

/** @throws RangeFault unless `index` is one of the `size` places along an axis. */
export function checkIndex(op: string, index: number, axis: number, size: number): void {
  if (index >= 0 && index < size) return;
  const range = size === 0 ? 'the axis is empty' : `expected 0 to ${size - 1}`;
  throw new RangeFault(`${op}: index ${index} is outside axis ${axis} of size ${size}; ${range}`, {
    op,
    index,
    axis,
    size,
  });
}
