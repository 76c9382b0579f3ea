export type { LstmState as LSTMState, Nonlinearity } from '@rondo/tensor';
export { detachState, type CellState } from './cell-state.ts';
export { GRUCell } from './gru-cell.ts';
export { GRU, type GRUInputs, type GRURun } from './gru.ts';
export type { LayerNormCellOptions } from './layer-norm-cell.ts';
export { LayerNormGRUCell } from './layer-norm-gru-cell.ts';
export { LayerNormGRU, type LayerNormRecurrentOptions } from './layer-norm-gru.ts';
export { LayerNormLSTMCell } from './layer-norm-lstm-cell.ts';
export { LayerNormLSTM } from './layer-norm-lstm.ts';
export type { Lengths } from './lengths.ts';
export { LSTMCell, type LSTMCellOptions } from './lstm-cell.ts';
export { LSTM, type LSTMInputs, type LSTMOptions, type LSTMRun } from './lstm.ts';
export {
  packPadded,
  padPacked,
  type PackedSequence,
  type PackPaddedOptions,
  type PadPackedOptions,
} from './packed-sequence.ts';
export { RecurrentCell, type CellOptions, type SharedParameters } from './recurrent-cell.ts';
export {
  RecurrentLayer,
  type LayerInputs,
  type PackedRun,
  type RecurrentOptions,
} from './recurrent-layer.ts';
export { RNNCell, type RNNCellOptions } from './rnn-cell.ts';
export { RNN, type RNNInputs, type RNNOptions, type RNNRun } from './rnn.ts';
export {
  scanCell,
  type Cell,
  type ScanOptions,
  type ScanResult,
  type StartingCell,
} from './scan-cell.ts';
export {
  SequenceCell,
  type Direction,
  type GivenState,
  type InitialState,
  type SequenceRun,
  type StateSize,
} from './sequence-cell.ts';
export { SSRUCell, type SSRUCellOptions } from './ssru-cell.ts';
export { SSRU, type SSRUInputs, type SSRURun } from './ssru.ts';
