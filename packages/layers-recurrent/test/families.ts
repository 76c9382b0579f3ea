import { Parameter } from '@rondo/autograd';
import { randn, type Tensor } from '@rondo/tensor';
import { GRUCell } from '../src/gru-cell.ts';
import { GRU } from '../src/gru.ts';
import { LayerNormGRUCell } from '../src/layer-norm-gru-cell.ts';
import { LayerNormGRU } from '../src/layer-norm-gru.ts';
import { LayerNormLSTMCell } from '../src/layer-norm-lstm-cell.ts';
import { LayerNormLSTM } from '../src/layer-norm-lstm.ts';
import { LSTMCell } from '../src/lstm-cell.ts';
import { LSTM } from '../src/lstm.ts';
import type { SharedParameters } from '../src/recurrent-cell.ts';
import type { RecurrentOptions } from '../src/recurrent-layer.ts';
import { RNNCell } from '../src/rnn-cell.ts';
import { RNN } from '../src/rnn.ts';
import { SSRUCell } from '../src/ssru-cell.ts';
import { SSRU } from '../src/ssru.ts';

export type AnyLayer = RNN | GRU | LSTM | LayerNormGRU | LayerNormLSTM | SSRU;
export type AnyCell = AnyLayer['cells'][number][number];

export interface Family {
  /** The parts of the state of a layer, as `forward` takes them. */
  readonly parts: readonly ('h0' | 'c0')[];
  /** The option that only this family has, besides those of every layer. */
  readonly option?: 'projSize' | 'eps';
  /** Which parameters of another cell a cell may take. */
  readonly shares: readonly (keyof SharedParameters)[];
  layer(inputSize: number, hiddenSize: number, options?: FamilyOptions): AnyLayer;
  cell(inputSize: number, hiddenSize: number, options?: CellFamilyOptions): AnyCell;
}

type FamilyOptions = RecurrentOptions & { readonly projSize?: number; readonly eps?: number };
type CellFamilyOptions = SharedParameters &
  Pick<FamilyOptions, 'projSize' | 'eps'> & { readonly bias?: boolean };

const gated = ['weightIh', 'weightHh', 'biasIh', 'biasHh'] as const;
const normed = ['weightIh', 'weightHh'] as const;

/** Every kind of layer; `projSize` is 2 unless told otherwise, so that H must be 3 or more. */
export const families = {
  RNN: {
    parts: ['h0'],
    shares: gated,
    layer: (...sizes) => new RNN(...sizes),
    cell: (...sizes) => new RNNCell(...sizes),
  },
  'RNN with relu': {
    parts: ['h0'],
    shares: gated,
    layer: (I, H, options) => new RNN(I, H, { ...options, nonlinearity: 'relu' }),
    cell: (I, H, options) => new RNNCell(I, H, { ...options, nonlinearity: 'relu' }),
  },
  GRU: {
    parts: ['h0'],
    shares: gated,
    layer: (...sizes) => new GRU(...sizes),
    cell: (...sizes) => new GRUCell(...sizes),
  },
  LSTM: {
    parts: ['h0', 'c0'],
    shares: gated,
    layer: (...sizes) => new LSTM(...sizes),
    cell: (...sizes) => new LSTMCell(...sizes),
  },
  'LSTM with projection': {
    parts: ['h0', 'c0'],
    shares: gated,
    option: 'projSize',
    layer: (I, H, options) => new LSTM(I, H, { projSize: 2, ...options }),
    cell: (I, H, options) => new LSTMCell(I, H, { projSize: 2, ...options }),
  },
  LayerNormGRU: {
    parts: ['h0'],
    shares: normed,
    option: 'eps',
    layer: (...sizes) => new LayerNormGRU(...sizes),
    cell: (...sizes) => new LayerNormGRUCell(...sizes),
  },
  LayerNormLSTM: {
    parts: ['h0', 'c0'],
    shares: normed,
    option: 'eps',
    layer: (...sizes) => new LayerNormLSTM(...sizes),
    cell: (...sizes) => new LayerNormLSTMCell(...sizes),
  },
  SSRU: {
    parts: ['c0'],
    shares: [],
    layer: (...sizes) => new SSRU(...sizes),
    cell: (...sizes) => new SSRUCell(...sizes),
  },
} satisfies Record<string, Family>;

export type FamilyName = keyof typeof families;
export const familyNames = Object.keys(families) as FamilyName[];

export type States = Partial<Record<'h0' | 'c0', Tensor>>;

/** Output and last state of a layer, in this order. */
export function run(
  layer: AnyLayer,
  x: Tensor,
  inputs: States & { lengths?: Tensor | readonly number[] | undefined } = {},
): Tensor[] {
  return Object.values<Tensor>({ ...layer.forward(x, inputs) });
}

/** Random states for N sequences, as parameters. */
export function randomStates(
  family: Family,
  layer: AnyLayer,
  N: number,
): Record<string, Parameter> {
  const cell = layer.cells[0]![0]!;
  const rows = layer.numLayers * layer.cells[0]!.length;
  return Object.fromEntries(
    family.parts.map((part) => {
      const size = part === 'h0' ? cell.outputSize : cell.hiddenSize;
      return [part, new Parameter(randn([rows, N, size]))];
    }),
  );
}

/** The states to go on with, from the results of `run`. */
export function statesOf(family: Family, results: readonly Tensor[]): States {
  return Object.fromEntries(family.parts.map((part, i) => [part, results[i + 1]!]));
}
