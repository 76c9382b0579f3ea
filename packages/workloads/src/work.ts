import { elementCount } from './inputs.ts';
import type { TransformerSizes, Workload } from './workload.ts';

/** The least that a workload has to do: additions and multiplications, or bytes that must be read and written. */
export type Work =
  | { readonly operations: number }
  | { readonly bytes: number }
  | { readonly none: string };

/** Floating-point operations of the matrix products, or bytes; a pass backward costs twice the one forward. */
export function workOf(workload: Workload): Work {
  switch (workload.kind) {
    case 'gemm':
      return { operations: 2 * workload.m * workload.k * workload.n };
    case 'recurrent': {
      const { cell, batch, length, inputSize, hiddenSize, bidirectional, backward } = workload;
      const gates = (cell === 'gru' ? 3 : 4) * hiddenSize * (bidirectional ? 2 : 1);
      const forward = 2 * batch * length * gates * (inputSize + hiddenSize);
      return { operations: forward * (backward ? 3 : 1) };
    }
    case 'encoder_layer': {
      const { batch, length, backward } = workload;
      const forward = encoderLayer(batch * length, length, workload);
      return { operations: forward * (backward ? 3 : 1) };
    }
    case 'non_local': {
      const { batch, channels, innerChannels, positions, subsample, backward } = workload;
      const queries = elementCount(positions);
      const keys = subsample ? queries / 4 : queries;
      const forward = 2 * batch * queries * innerChannels * (4 * channels + 2 * keys);
      return { operations: forward * (backward ? 3 : 1) };
    }
    case 'seq2seq_step':
      return { operations: 3 * transformer(workload) };
    case 'greedy_decode':
      return { operations: transformer(workload) };
    case 'softmax':
      return { bytes: 8 * workload.rows * workload.columns };
    case 'cross_entropy':
      return { bytes: 8 * workload.rows * workload.columns };
    case 'layer_norm':
      return { bytes: (workload.backward ? 20 : 8) * workload.rows * workload.columns };
    case 'chain':
      return { bytes: 8 * workload.elements };
    case 'embedding': {
      const rows = 8 * workload.tokens * workload.dModel;
      const table = 4 * workload.vocabulary * workload.dModel;
      return { bytes: workload.backward ? rows + table : rows };
    }
    case 'adam':
      return { bytes: 28 * workload.elements };
    case 'word_vectors':
      return { none: 'what is drawn decides how much there is to do' };
    default:
      return { none: 'no arithmetic to speak of' };
  }
}

function encoderLayer(
  tokens: number,
  keys: number,
  { dModel, feedForward }: Pick<TransformerSizes, 'dModel' | 'feedForward'>,
): number {
  return 2 * tokens * (4 * dModel * dModel + 2 * dModel * feedForward + 2 * keys * dModel);
}

/** Encoder, decoder (a second attention) and output layer. */
function transformer(sizes: TransformerSizes): number {
  const { batch, length, dModel, layers, vocabulary } = sizes;
  const tokens = elementCount([batch, length]);
  const layer = encoderLayer(tokens, length, sizes);
  const cross = 2 * tokens * (4 * dModel * dModel + 2 * length * dModel);
  return layers * (2 * layer + cross) + 2 * tokens * dModel * vocabulary;
}
