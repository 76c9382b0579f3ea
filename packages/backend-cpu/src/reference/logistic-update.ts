import type { LogisticOperands, LogisticStep, Operand } from '@rondo/tensor';
import type { LinearMemory } from '../linear-memory.ts';
import { checkIndex } from './check-index.ts';
import { start } from './iterate.ts';

/** An example of a block, computed with the rows from before it: what its rows get. */
interface Computed {
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly h: Float64Array;
  readonly g: readonly number[];
  readonly change: Float64Array;
}

/**
 * For each example: h = mean or sum of its input rows; g = η (y - σ(h·v)); its output rows v ← v + g h, its input rows ← row + Σ g v.
 * @throws RangeFault when an index is no row, before anything is changed.
 */
export function logisticUpdate(
  memory: LinearMemory,
  operands: LogisticOperands,
  { learningRate, combine, block }: LogisticStep,
  loss: Operand,
): void {
  const { input, output, inputRows, outputRows, labels } = operands;
  checkRows(memory, inputRows, input);
  checkRows(memory, outputRows, output);
  const data = memory.f32;
  const size = input.shape[1]!;
  let total = 0;

  const compute = (e: number): Computed => {
    const inputs = rowStarts(memory, inputRows, input, e).map(([row]) => row);
    const targets = inputs.length === 0 ? [] : rowStarts(memory, outputRows, output, e);
    const share = combine === 'sum' ? 1 : 1 / inputs.length;
    const h = new Float64Array(size).map(
      (_, d) => inputs.reduce((sum, row) => sum + data[element(input, row, d)]!, 0) * share,
    );
    const change = new Float64Array(size);
    const g = targets.map(([row, k]) => {
      const x = h.reduce((sum, own, d) => sum + own * data[element(output, row, d)]!, 0);
      const y = data[start(labels) + e * labels.strides[0]! + k * labels.strides[1]!]!;
      total += Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))) - y * x;
      const own = learningRate * (y - 1 / (1 + Math.exp(-x)));
      for (let d = 0; d < size; d++) change[d]! += own * data[element(output, row, d)]!;
      return own;
    });
    const part = combine === 'mean' ? share : 1;
    return {
      inputs,
      outputs: targets.map(([row]) => row),
      h,
      g,
      change: change.map((d) => d * part),
    };
  };

  const count = inputRows.shape[0]!;
  for (let from = 0; from < count; from += block) {
    const examples = Array.from({ length: Math.min(block, count - from) }, (_, i) =>
      compute(from + i),
    );
    for (const { inputs, outputs, h, g, change } of examples) {
      outputs.forEach((row, k) =>
        h.forEach((own, d) => (data[element(output, row, d)]! += g[k]! * own)),
      );
      for (const row of inputs) change.forEach((own, d) => (data[element(input, row, d)]! += own));
    }
  }
  data[start(loss)] = total;
}

/** Where an element of a row lies. */
const element = ({ strides }: Operand, row: number, d: number): number => row + d * strides[1]!;

/** Where the rows of an example start, and their places among its indices. */
function rowStarts(
  memory: LinearMemory,
  indices: Operand,
  table: Operand,
  example: number,
): [row: number, k: number][] {
  const found: [number, number][] = [];
  for (let k = 0; k < indices.shape[1]!; k++) {
    const row = indexAt(memory, indices, example, k);
    if (row >= 0) found.push([start(table) + row * table.strides[0]!, k]);
  }
  return found;
}

/** @throws RangeFault when an index is no row of the table; negative ones name none. */
function checkRows(memory: LinearMemory, indices: Operand, table: Operand): void {
  const [examples, width] = indices.shape as [number, number];
  for (let e = 0; e < examples; e++) {
    for (let k = 0; k < width; k++) {
      const row = indexAt(memory, indices, e, k);
      if (row >= 0) checkIndex('logisticUpdate', row, 0, table.shape[0]!);
    }
  }
}

function indexAt(memory: LinearMemory, indices: Operand, example: number, k: number): number {
  const { strides } = indices;
  return memory.i32[start(indices) + example * strides[0]! + k * strides[1]!]!;
}
