import { EmbeddingTrainer, WordCounts, type EmbeddingOptions } from '@rondo/embeddings';
import { currentBackend } from '@rondo/tensor';
import { fill } from '../inputs.ts';
import type { Job } from '../job.ts';
import type { Unsupported } from '../job.ts';
import type { WordVectorsWorkload } from '../workload.ts';

export async function wordVectorsJob(workload: WordVectorsWorkload): Promise<Job | Unsupported> {
  if (!currentBackend().logisticUpdate) {
    return { unsupported: 'one example after the other: that is for the processor' };
  }
  const { architecture, dimensions, window, negatives, subsample, learningRate } = workload;
  const corpus = corpusOf(workload);
  const vocabulary = await WordCounts.of(corpus, { minCount: 1 });
  const options: EmbeddingOptions = {
    architecture,
    dimensions,
    window,
    negatives,
    subsample,
    learningRate,
    racing: true,
  };
  const trainerOf = (epochs: number): EmbeddingTrainer =>
    new EmbeddingTrainer({ corpus, vocabulary, epochs, ...options });
  // More epochs than anyone will run.
  const timed = trainerOf(2 ** 20);
  const events = timed.run();
  return {
    async run() {
      for (;;) {
        const { value } = await events.next();
        if (value?.kind !== 'step') return;
      }
    },
    async outputs() {
      const trainer = trainerOf(workload.epochs);
      for await (const event of trainer.run()) if (event.kind === 'end') break;
      const tables = Object.values(trainer.stateDict());
      const norms = await Promise.all(tables.map(async (table) => norm(await table.data())));
      trainer.dispose();
      return { norms: Float32Array.from(norms) };
    },
    dispose() {
      timed.dispose();
    },
  };
}

function corpusOf({ tensors, vocabulary }: WordVectorsWorkload): string[][] {
  const [sentences, length] = tensors[0]!.shape as [number, number];
  const draws = fill(tensors[0]!);
  const word = (i: number): string => `w${Math.floor(vocabulary ** draws[i]!) - 1}`;
  return Array.from({ length: sentences }, (_, sentence) =>
    Array.from({ length }, (__, place) => word(sentence * length + place)),
  );
}

function norm(numbers: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < numbers.length; i++) sum += numbers[i]! ** 2;
  return Math.sqrt(sum);
}
