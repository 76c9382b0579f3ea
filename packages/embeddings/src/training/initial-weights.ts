import type { Parameter } from '@rondo/autograd';
import { DataError } from '@rondo/data';
import { tensor } from '@rondo/tensor';
import type { EmbeddingModel } from '../fill/embedding-model.ts';
import { drawnVectors } from '../model/initial-vectors.ts';
import { WordVectors } from '../vectors/word-vectors.ts';
import type { WordCounts } from '../vocabulary/word-counts.ts';
import type { EmbeddingConfig } from './config.ts';

/** Weights that training begins with: vectors of any file, or all that was learned before, what predicts words from them, too. */
export type InitialWeights = WordVectors | EmbeddingModel;

/** The two tables of a model. */
export interface Tables {
  readonly input: Parameter;
  readonly output: Parameter;
}

/**
 * Words of the vocabulary that are known take the rows that they had; others keep first vectors as if there had been none. What
 * predicts words is taken from a model of the same objective; a tree's nodes only where the words and their counts, and so the tree,
 * are the same.
 * @throws DataError for other dimensions, or where no word is known.
 */
export function assignInitial(
  tables: Tables,
  initial: InitialWeights,
  vocabulary: WordCounts,
  config: EmbeddingConfig,
): void {
  const model = initial instanceof WordVectors ? undefined : initial;
  const vectors = initial instanceof WordVectors ? initial : initial.vectors;
  const { dimensions, objective, seed } = config;
  if (vectors.dimensions !== dimensions) {
    throw new DataError(
      `the initial vectors have ${vectors.dimensions} dimensions, those to be trained ${dimensions}; train with dimensions: ${vectors.dimensions}`,
      { expected: dimensions, received: vectors.dimensions },
    );
  }
  const from = vocabulary.words.map((word) => (vectors.has(word) ? vectors.indexOf(word) : -1));
  if (from.every((row) => row < 0)) {
    throw new DataError(
      `none of the ${vocabulary.size} words of the vocabulary has an initial vector, '${vocabulary.words[0]}' for instance; are they of the same language, and in the same case?`,
      { size: vocabulary.size, vectors: vectors.size },
    );
  }
  const input = drawnVectors(vocabulary.size, dimensions, seed);
  copyRows(vectors.numbers, from, input, dimensions);
  assignNumbers(tables.input, input);
  if (!model || model.config.objective !== objective) return;
  if (objective === 'hierarchicalSoftmax') {
    if (isSame(model.vocabulary, vocabulary)) assignNumbers(tables.output, model.output);
    return;
  }
  const output = new Float32Array(vocabulary.size * dimensions);
  copyRows(model.output, from, output, dimensions);
  assignNumbers(tables.output, output);
}

/** Row i of `to` becomes row `rows[i]`; a negative one leaves it as it is. */
function copyRows(
  numbers: Float32Array,
  rows: readonly number[],
  to: Float32Array,
  dimensions: number,
): void {
  for (const [i, row] of rows.entries()) {
    if (row < 0) continue;
    to.set(numbers.subarray(row * dimensions, (row + 1) * dimensions), i * dimensions);
  }
}

function assignNumbers(parameter: Parameter, numbers: Float32Array): void {
  const values = tensor(numbers, { shape: parameter.shape });
  parameter.assign(values);
  values.dispose();
}

function isSame(a: WordCounts, b: WordCounts): boolean {
  return (
    a.size === b.size &&
    a.words.every((word, i) => word === b.words[i] && a.counts[i] === b.counts[i])
  );
}
