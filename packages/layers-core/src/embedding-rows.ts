import { noGrad, Parameter } from '@rondo/autograd';
import {
  arange,
  embedding,
  gather,
  indexAdd,
  ones,
  RangeFault,
  randn,
  reciprocal,
  scatterAdd,
  scope,
  zeros,
  type Place,
  type Tensor,
} from '@rondo/tensor';
import { scaleGradient } from './scale-gradient.ts';

/** What a look-up does besides picking rows. */
interface LookUpRules {
  /** Row that gets no gradient. */
  readonly paddingIdx: number | undefined;
  /** Longest that a looked-up row may be; longer ones are scaled down in place. */
  readonly maxNorm: number | undefined;
  /** Whether the gradient of a row is divided by how often it was looked up. */
  readonly scaleGradByFreq: boolean;
}

/** Rows `[n, D]` of weight `[V, D]` at indices `[n]`. */
export function lookUp(weight: Tensor, indices: Tensor, rules: LookUpRules): Tensor {
  const { paddingIdx, maxNorm, scaleGradByFreq } = rules;
  const count = weight.shape[0]!;
  return scope(() => {
    if (maxNorm !== undefined) noGrad(() => shorten(weight, indices, maxNorm));
    const rows = embedding(indices, weight);
    if (paddingIdx === undefined && !scaleGradByFreq) return rows;
    return scaleGradient(rows, indices, (looked) => {
      const scale = scaleGradByFreq
        ? reciprocal(frequencies(looked, count))
        : ones(looked.shape, { backend: looked.storage.backend });
      const kept = paddingIdx === undefined ? scale : looked.equal(paddingIdx).where(0, scale);
      return kept.unsqueeze(-1);
    });
  });
}

/** How often the row of each index is looked up: `[n]`. */
function frequencies(indices: Tensor, rows: number): Tensor {
  const { backend } = indices.storage;
  const counts = scatterAdd(
    zeros([rows], { backend }),
    0,
    indices,
    ones(indices.shape, { backend }),
  );
  return gather(counts, 0, indices);
}

/** Scales the rows down that are longer than `maxNorm`; touches no others. */
function shorten(weight: Tensor, indices: Tensor, maxNorm: number): void {
  scope(() => {
    const rows = embedding(indices, weight);
    const norms = rows.square().sum(1).sqrt().unsqueeze(1);
    const isLong = norms.greater(maxNorm);
    const short = isLong.where(rows.mul(reciprocal(norms.add(1e-7)).mul(maxNorm)), 0);
    // A row that is looked up n times is changed n times by an n-th part.
    const part = reciprocal(frequencies(indices, weight.shape[0]!)).unsqueeze(1);
    indexAdd(weight, indices, isLong.where(rows, 0).mul(part).neg());
    // What rounding left of the long row is taken off, too.
    const left = isLong.where(embedding(indices, weight), 0);
    indexAdd(weight, indices, short.sub(left).mul(part));
  });
}

/** Rows from N(0, 1), that of the padding 0. */
export function initialRows(rows: number, size: number, paddingIdx: number | undefined): Parameter {
  return scope(() => {
    const table = randn([rows, size]);
    if (paddingIdx === undefined) return new Parameter(table);
    const isPadding = arange(0, rows).equal(paddingIdx).unsqueeze(1);
    return new Parameter(isPadding.where(0, table));
  });
}

/**
 * The row of an index that counts from the end when negative.
 * @throws RangeFault when there is none.
 */
export function rowIndex(
  place: Place,
  paddingIdx: number | undefined,
  rows: number,
): number | undefined {
  if (paddingIdx === undefined) return undefined;
  const row = paddingIdx < 0 ? paddingIdx + rows : paddingIdx;
  if (!Number.isInteger(row) || row < 0 || row >= rows) {
    throw new RangeFault(
      `${place.toString()}: no row ${paddingIdx} to pad with among ${rows}; expected ${-rows} to ${rows - 1}`,
      { paddingIdx, numEmbeddings: rows },
    );
  }
  return row;
}
