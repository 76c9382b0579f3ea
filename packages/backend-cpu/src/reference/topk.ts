import type { Operand } from '@rondo/tensor';
import type { LinearMemory } from '../linear-memory.ts';
import { eachRow, elements, start } from './iterate.ts';

/** Up to this many winners are kept in order while reading; more are sorted afterwards. */
const insertionLimit = 32;

/** The `k` largest (or smallest) elements along the last axis and where they are. NaN counts as the largest. */
export function topk(
  memory: LinearMemory,
  input: Operand,
  largest: boolean,
  values: Operand,
  indices: Operand,
): void {
  const data = elements(memory, input.dtype);
  const size = input.shape.at(-1)!;
  const k = values.shape.at(-1)!;
  const stepFrom = input.strides.at(-1)!;
  const stepValue = values.strides.at(-1)!;
  const stepIndex = indices.strides.at(-1)!;
  const row = new Float64Array(size);
  const choose = k <= insertionLimit ? insertFirst : sortFirst;
  const strides = [input.strides, values.strides, indices.strides].map((all) => all.slice(0, -1));
  const starts = [start(input), start(values), start(indices)];
  eachRow(input.shape.slice(0, -1), starts, strides, (length, at, step) => {
    for (let i = 0; i < length; i++) {
      const from = at[0]! + i * step[0]!;
      for (let j = 0; j < size; j++) row[j] = data[from + j * stepFrom]!;
      const winners = choose(row, k, largest ? isGreater : isLess);
      for (let j = 0; j < k; j++) {
        data[at[1]! + i * step[1]! + j * stepValue] = row[winners[j]!]!;
        memory.i32[at[2]! + i * step[2]! + j * stepIndex] = winners[j]!;
      }
    }
  });
}

type Order = (a: number, b: number) => boolean;

const isGreater: Order = (a, b) => a > b || (Number.isNaN(a) && !Number.isNaN(b));
const isLess: Order = (a, b) => isGreater(b, a);

function insertFirst(row: Float64Array, k: number, isBefore: Order): readonly number[] {
  const winners: number[] = [];
  for (let i = 0; i < row.length; i++) {
    const x = row[i]!;
    if (winners.length === k && (k === 0 || !isBefore(x, row[winners[k - 1]!]!))) continue;
    let place = winners.length < k ? winners.length : k - 1;
    for (; place > 0 && isBefore(x, row[winners[place - 1]!]!); place--) {
      winners[place] = winners[place - 1]!;
    }
    winners[place] = i;
  }
  return winners;
}

function sortFirst(row: Float64Array, k: number, isBefore: Order): readonly number[] {
  const order = Array.from(row, (_, i) => i);
  order.sort((i, j) => {
    const a = row[i]!;
    const b = row[j]!;
    return isBefore(a, b) ? -1 : isBefore(b, a) ? 1 : i - j;
  });
  return order.slice(0, k);
}
