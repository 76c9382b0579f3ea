import { RangeFault, type RondoError } from '@rondo/tensor';
import { bufferUsage } from './usage.ts';

/** Which operation met the fault, by number in its code. */
const operations = ['gather', 'scatterAdd', 'crossEntropy'] as const;
export type FaultyOperation = (typeof operations)[number];

/** The words of a record: how many faults there were, then of the first the operation, the index and the size of the axis. */
export const faultBytes = 16;

/** WGSL that reports an index outside an axis: `fault(index, size)`. A kernel cannot throw; the next read does. */
export function faultFunction(operation: FaultyOperation): string {
  return `
fn fault(index: i32, size: i32) {
  if (atomicAdd(&faults[0], 1u) != 0u) { return; }
  atomicStore(&faults[1], ${operations.indexOf(operation)}u);
  atomicStore(&faults[2], bitcast<u32>(index));
  atomicStore(&faults[3], bitcast<u32>(size));
}`;
}

/** A buffer for the record of faults. */
export function faultBuffer(device: GPUDevice): GPUBuffer {
  const usage = bufferUsage.storage | bufferUsage.copySource | bufferUsage.copyTarget;
  return device.createBuffer({ size: faultBytes, usage });
}

/** The error of a record, if it has one. */
export function faultOf(record: Int32Array): RondoError | undefined {
  const [count, operation, index, size] = record as unknown as [number, number, number, number];
  if (count === 0) return undefined;
  const op = operations[operation];
  const range = size === 0 ? 'the axis is empty' : `expected 0 to ${size - 1}`;
  return new RangeFault(
    `${op}: index ${index} is outside its axis of size ${size}; ${range} (found while the device computed what was read)`,
    { op, index, size },
  );
}
