import type { PaddedSequences } from './pad-sequences.ts';
import type { Batch } from './token-batches.ts';

/** Two batches with the first and the second half of a batch's pairs, each padded only to its own longest. */
export function splitBatch(batch: Batch): [Batch, Batch] {
  const middle = Math.ceil(batch.indices.length / 2);
  return [slice(batch, 0, middle), slice(batch, middle, batch.indices.length)];
}

function slice(batch: Batch, from: number, to: number): Batch {
  const source = rows(batch.source, from, to);
  const targetOutput = rows(batch.targetOutput, from, to);
  return {
    indices: batch.indices.slice(from, to),
    source,
    targetInput: rows(batch.targetInput, from, to),
    targetOutput,
    tokens: { source: sum(source.lengths), target: sum(targetOutput.lengths) },
  };
}

function rows({ ids, shape, lengths }: PaddedSequences, from: number, to: number): PaddedSequences {
  const kept = lengths.slice(from, to);
  const longest = kept.reduce((a, b) => Math.max(a, b), 0);
  const cut = new Int32Array(kept.length * longest);
  for (let n = 0; n < kept.length; n++) {
    const start = (from + n) * shape[1];
    cut.set(ids.subarray(start, start + longest), n * longest);
  }
  return { ids: cut, shape: [kept.length, longest], lengths: kept };
}

const sum = (values: Int32Array): number => values.reduce((a, b) => a + b, 0);
