import { noise } from '../values.ts';
import type { CaseInput, FusedCase } from './fused-cases.ts';

const shapes: readonly (readonly [n: number, length: number, hidden: number])[] = [
  [1, 1, 1],
  [3, 1, 7],
  [2, 5, 3],
  [5, 7, 33],
  [9, 3, 36],
  [9, 3, 4],
];

interface Family {
  /** Gates of each unit. */
  readonly gates: number;
  /** Whether a memory is the last input (false). */
  readonly hasMemory?: boolean;
}

/** A recurrent op from both ends, alone and with biases and lengths, 0 among them. */
export function recurrentCases<Attributes extends object>(
  { gates, hasMemory = false }: Family,
  attributes: Attributes,
): FusedCase<Attributes & { readonly reverse: boolean }>[] {
  return shapes.flatMap(([n, length, hidden], i) => {
    const numbers = (shape: readonly number[], which: number, limit = 1): CaseInput => ({
      values: noise(shape, 10 * i + which, [-limit, limit]),
      dtype: 'float32',
    });
    const lengths: CaseInput = {
      values: {
        shape: [n],
        data: Float64Array.from({ length: n }, (_, row) => (row * 3 + 1) % (length + 1)),
      },
      dtype: 'int32',
    };
    return [false, true].flatMap((reverse) =>
      [false, true].map((isFull) => ({
        what: [
          `[${n}, ${length}] of ${hidden} units`,
          ...Object.values(attributes),
          ...(reverse ? ['backwards'] : []),
          ...(isFull ? ['with biases and lengths'] : []),
        ].join(', '),
        inputs: [
          numbers([n, length, gates * hidden], 1, 2),
          numbers([gates * hidden, hidden], 2, 0.5),
          isFull ? numbers([gates * hidden], 3) : undefined,
          numbers([n, hidden], 4),
          isFull ? lengths : undefined,
          ...(hasMemory ? [numbers([n, hidden], 5)] : []),
        ],
        attributes: { ...attributes, reverse },
      })),
    );
  });
}
