import { Parameter } from '@rondo/autograd';
import { specialIndex } from '@rondo/data';
import { Embedding, init } from '@rondo/layers-core';

/** Entries from N(0, 1/E): those of an output layer give logits of unit variance, and so do those of embeddings that are tied to one. */
export function embeddingTable(entries: number, size: number): Embedding {
  const table = new Embedding(entries, size, { paddingIdx: specialIndex.pad });
  init.normal(table.weight, 0, size ** -0.5);
  return table;
}

/** The same as weights `[V, E]` of an output layer. */
export function outputTable(entries: number, size: number): Parameter {
  return new Parameter(init.normal([entries, size], 0, size ** -0.5));
}
