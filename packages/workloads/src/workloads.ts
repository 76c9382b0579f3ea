import type { Workload } from './workload.ts';
import { adam, chain, smallOp } from './sizes/elementwise.ts';
import { embeddings } from './sizes/embedding.ts';
import { encoderLayers } from './sizes/encoder-layer.ts';
import { gemms } from './sizes/gemm.ts';
import { nonLocals } from './sizes/non-local.ts';
import { newLength } from './sizes/new-length.ts';
import { recurrents } from './sizes/recurrent.ts';
import { rowWorkloads } from './sizes/rows.ts';
import { seq2seqs } from './sizes/seq2seq.ts';
import { wordVectorWorkloads } from './sizes/word-vectors.ts';

/** Every workload, in the order of the tables. */
export const workloads: readonly Workload[] = [
  ...gemms,
  ...recurrents,
  ...encoderLayers,
  ...nonLocals,
  ...seq2seqs,
  ...rowWorkloads,
  chain,
  ...embeddings,
  adam,
  smallOp,
  newLength,
  ...wordVectorWorkloads,
];
