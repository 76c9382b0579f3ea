import type { Workload } from '../workload.ts';
import { adam, chain, smallOp } from './elementwise.ts';
import { embeddings } from './embedding.ts';
import { encoderLayers } from './encoder-layer.ts';
import { gemms } from './gemm.ts';
import { nonLocals } from './non-local.ts';
import { newLength } from './new-length.ts';
import { recurrents } from './recurrent.ts';
import { rowWorkloads } from './rows.ts';
import { seq2seqs } from './seq2seq.ts';

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
];
