import type { FusedAttributes, PoolWindows } from '@rondo/tensor';

type Attributes = FusedAttributes['maxPool'] & Partial<FusedAttributes['avgPool']>;

/** What kernels read of the windows, as words, and where each list of an axis begins. */
export interface WindowTable {
  readonly words: Int32Array<ArrayBuffer>;
  /** For each axis: first places, places behind the last, divisors (float32 bits), and for each place of x the first window and the one behind the last. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly divisors: readonly number[];
  readonly firsts: readonly number[];
  readonly lasts: readonly number[];
}

/** The table of windows on axes of some sizes. */
export function windowTable(
  { windows, divisors }: Attributes,
  sizes: readonly number[],
): WindowTable {
  const lists: Int32Array[] = [];
  let length = 0;
  const add = (list: Int32Array): number => {
    lists.push(list);
    length += list.length;
    return length - list.length;
  };
  const each = windows.map((own, axis) => {
    const { first, last } = windowsOfPlaces(own, sizes[axis]!);
    return {
      start: add(Int32Array.from(own.starts)),
      end: add(Int32Array.from(own.ends)),
      divisor: add(bitsOf(divisors?.[axis] ?? [])),
      first: add(first),
      last: add(last),
    };
  });
  const words = new Int32Array(length);
  let at = 0;
  for (const list of lists) {
    words.set(list, at);
    at += list.length;
  }
  return {
    words,
    starts: each.map(({ start }) => start),
    ends: each.map(({ end }) => end),
    divisors: each.map(({ divisor }) => divisor),
    firsts: each.map(({ first }) => first),
    lasts: each.map(({ last }) => last),
  };
}

function bitsOf(numbers: readonly number[]): Int32Array {
  return new Int32Array(Float32Array.from(numbers).buffer);
}

/** Between which windows those lie that have a place, for each place; both 0 where there are none. */
function windowsOfPlaces(
  { starts, ends, step }: PoolWindows,
  size: number,
): { first: Int32Array; last: Int32Array } {
  const [first, last] = [new Int32Array(size), new Int32Array(size)];
  for (const [window, start] of starts.entries()) {
    for (let place = start; place < ends[window]!; place += step) {
      if (last[place] === 0) first[place] = window;
      last[place] = window + 1;
    }
  }
  return { first, last };
}
