import { float, numbered } from '../tensor-spec.ts';
import type { WordVectorsWorkload } from '../workload.ts';

export interface CorpusSizes {
  readonly sentences: number;
  readonly length: number;
  readonly vocabulary: number;
}

export function wordVectors(
  architecture: WordVectorsWorkload['architecture'],
  { sentences, length, vocabulary }: CorpusSizes,
): WordVectorsWorkload {
  return {
    kind: 'word_vectors',
    name: architecture === 'cbow' ? 'words_cbow' : 'words_skipgram',
    // Everyone draws words of their own, and threads race.
    tolerance: 0.05,
    tensors: numbered([float('draws', [sentences, length], { scale: 0.5, offset: 0.5 })]),
    architecture,
    vocabulary,
    dimensions: 100,
    window: 5,
    negatives: 5,
    subsample: 1e-3,
    learningRate: 0.025,
    epochs: 3,
  };
}

const corpus: CorpusSizes = { sentences: 8000, length: 25, vocabulary: 10_000 };

export const wordVectorWorkloads: readonly WordVectorsWorkload[] = [
  wordVectors('skipGram', corpus),
  wordVectors('cbow', corpus),
];
