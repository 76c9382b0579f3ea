import type { Shape } from '@rondo/tensor';

/** Ranks 0 to 5, sizes that no vector length divides, and tensors of nothing. */
export const shapes: readonly Shape[] = [
  [],
  [1],
  [3],
  [7],
  [33],
  [127],
  [9999],
  [3, 7],
  [33, 1],
  [1, 33],
  [7, 127],
  [2, 3, 5],
  [3, 1, 2, 7],
  [2, 3, 1, 2, 3],
  [0],
  [3, 0],
  [0, 7],
  [2, 0, 3],
];

/** Pairs that broadcast against each other. */
export const broadcastPairs: readonly (readonly [a: Shape, b: Shape])[] = [
  [[3, 7], []],
  [[], [33]],
  [
    [3, 7],
    [1, 7],
  ],
  [
    [3, 1],
    [3, 7],
  ],
  [[33], [7, 33]],
  [
    [3, 1],
    [1, 7],
  ],
  [
    [2, 3, 5],
    [3, 1],
  ],
  [
    [2, 1, 5],
    [3, 1],
  ],
  [
    [2, 3, 1, 2, 3],
    [1, 2, 1],
  ],
  [
    [1, 127],
    [33, 1],
  ],
  [
    [0, 3],
    [1, 3],
  ],
];
