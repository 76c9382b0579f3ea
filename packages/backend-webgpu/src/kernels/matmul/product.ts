import type { MatmulOptions, Operand } from '@rondo/tensor';
import { withAxes } from '../../layout/axes.ts';
import { indexingOf, type Indexing } from '../../layout/indexing.ts';
import { loopsOver } from '../../layout/loops.ts';
import { reads, writes, type Parameters, type Slot } from '../kernel.ts';

/** So many products are summed in float16, where asked for, before the sum goes on in float32. */
export const halfSteps = 16;

/** A product of matrices as its kernels see it: output[.., i, j] = f(Σ_k a[.., i, k] · b[.., k, j] + bias[j] + output[.., i, j]). */
export interface Product {
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  readonly batches: number;
  /** Whether neighbours in memory follow each other along k: else along the rows of a, the columns of b. */
  readonly aAlongDepth: boolean;
  readonly bAlongDepth: boolean;
  /** Whether fours of numbers may be read of both factors: of one batch, where all that is read begins at a multiple of four. */
  readonly readsFours: boolean;
  /** Says what the code of every kernel depends on. */
  readonly key: string;
  readonly slots: readonly Slot[];
  readonly parameters: () => Parameters;
  readonly values: readonly number[];
  readonly batch: Indexing;
  /** WGSL of the element that is written, from its sum `value` at `column`; `place` is where. */
  readonly final: (names: readonly string[]) => string;
}

export function productOf(
  a: Operand,
  b: Operand,
  output: Operand,
  { bias, accumulate = false, activation }: MatmulOptions,
): Product {
  const rank = output.shape.length;
  const axes = output.shape.slice(0, -2).map((_, axis) => axis);
  const loops = loopsOver([a, b, output].map((operand) => withAxes(operand, axes)));
  const batch = indexingOf(loops);
  const [rows, columns] = [output.shape[rank - 2]!, output.shape[rank - 1]!];
  const depth = a.shape[rank - 1]!;
  const step = ({ strides }: Operand, axis: number): number => strides[rank - axis]!;
  const aAlongDepth = step(a, 1) === 1;
  const bAlongDepth = step(b, 2) === 1 && step(b, 1) !== 1;
  const others = [output, ...(bias ? [bias] : [])];
  const isAlone = ({ buffer }: Operand, other: Operand): boolean =>
    buffer !== other.buffer && others.every((one) => one.buffer !== buffer);
  const lines = [
    [
      a,
      aAlongDepth ? step(a, 1) : step(a, 2),
      aAlongDepth ? step(a, 2) : step(a, 1),
      aAlongDepth ? depth : rows,
    ],
    [
      b,
      bAlongDepth ? step(b, 2) : step(b, 1),
      bAlongDepth ? step(b, 1) : step(b, 2),
      bAlongDepth ? depth : columns,
    ],
  ] as const;
  const readsFours =
    loops.size === 1 &&
    isAlone(a, b) &&
    isAlone(b, a) &&
    lines.every(
      ([{ offset }, next, nextLine, length]) =>
        next === 1 && offset % 4 === 0 && nextLine % 4 === 0 && length % 4 === 0 && depth % 4 === 0,
    );
  return {
    rows,
    columns,
    depth,
    batches: loops.size,
    aAlongDepth,
    bAlongDepth,
    readsFours,
    key: `${bias ? ' bias' : ''}${accumulate ? ' accumulate' : ''}${activation ? ` ${activation}` : ''}, ${batch.key}`,
    slots: [reads(a), reads(b), writes(output), ...(bias ? [reads(bias)] : [])],
    parameters: () => ({
      rows: 'u32',
      columns: 'u32',
      depth: 'u32',
      batches: 'u32',
      aRow: 'i32',
      aDepth: 'i32',
      bDepth: 'i32',
      bColumn: 'i32',
      yRow: 'i32',
      yColumn: 'i32',
      biasOffset: 'i32',
      biasStep: 'i32',
      ...batch.parameters,
    }),
    values: [
      rows,
      columns,
      depth,
      loops.size,
      step(a, 2),
      step(a, 1),
      step(b, 2),
      step(b, 1),
      step(output, 2),
      step(output, 1),
      bias?.offset ?? 0,
      bias?.strides[0] ?? 0,
      ...batch.values,
    ],
    batch,
    final: ([, , y, c]) => {
      const biased = bias ? ` + ${c}[u32(p.biasOffset + i32(column) * p.biasStep)]` : '';
      const added = accumulate ? ` + ${y}[place]` : '';
      const sum = `value${biased}${added}`;
      return activation === 'relu' ? `select(${sum}, 0.0, ${sum} < 0.0)` : sum;
    },
  };
}

/** WGSL of an element's place in a (slot 0), b (1) or the output (2), of the batch that `at0`, `at1`, `at2` begin. */
export const placeOf = {
  a: (row: string, k: string) => `u32(i32(at0) + i32(${row}) * p.aRow + i32(${k}) * p.aDepth)`,
  b: (k: string, column: string) =>
    `u32(i32(at1) + i32(${k}) * p.bDepth + i32(${column}) * p.bColumn)`,
  output: (row: string, column: string) =>
    `u32(i32(at2) + i32(${row}) * p.yRow + i32(${column}) * p.yColumn)`,
} as const;
