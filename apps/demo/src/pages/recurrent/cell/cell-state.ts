import { cellKinds, gatesOf, type CellKind } from './cell-kind.ts';

/** Rows of numbers. */
export type Matrix = readonly (readonly number[])[];

export const weightNames = ['weight_ih', 'weight_hh', 'bias_ih', 'bias_hh'] as const;
export type WeightName = (typeof weightNames)[number];

export const hiddenSizes = [2, 3, 4] as const;

/** Steps of the sequence and numbers of each. */
export const steps = 6;
export const inputSize = 2;

/** What a person can change of the cell that is looked into. */
export interface CellState {
  readonly kind: CellKind;
  readonly hiddenSize: number;
  /** Of the weights that are drawn. */
  readonly seed: number;
  /** A row for each step. */
  readonly inputs: Matrix;
  /** Weights that were changed by hand, by place: `weight_ih.3.1`. */
  readonly edits: Readonly<Record<string, number>>;
  /** The step that is looked at, from 1. */
  readonly step: number;
}

/** Something comes, then nothing, then its opposite: what is left of it in the state is memory. */
export const initialState: CellState = {
  kind: 'gru',
  hiddenSize: 3,
  seed: 1,
  inputs: [
    [1, 0],
    [0, 0],
    [0, 1],
    [0, 0],
    [-1, 0.5],
    [0, 0],
  ],
  edits: {},
  step: 1,
};

/** Rows and columns of a parameter in PyTorch's layout; a bias is a column here. */
export function weightShape(
  name: WeightName,
  { kind, hiddenSize }: Pick<CellState, 'kind' | 'hiddenSize'>,
): readonly [rows: number, columns: number] {
  const columns = { weight_ih: inputSize, weight_hh: hiddenSize, bias_ih: 1, bias_hh: 1 }[name];
  return [gatesOf[kind].length * hiddenSize, columns];
}

/** Numbers beyond this saturate every gate. */
export const numberRange = { least: -20, most: 20 };

function isAllowed(value: number): boolean {
  return value >= numberRange.least && value <= numberRange.most;
}

/** What of the state differs from the start, as the address tells it. */
export function queryOf(state: CellState): Record<string, string | undefined> {
  const usual = settingsOf(initialState);
  return Object.fromEntries(
    Object.entries(settingsOf(state)).map(([name, text]) => [
      name,
      text === usual[name] ? undefined : text,
    ]),
  );
}

/** All of the state, as the address tells it. */
export function settingsOf(state: CellState): Record<string, string> {
  return {
    cell: state.kind,
    hidden: String(state.hiddenSize),
    seed: String(state.seed),
    x: asText(state.inputs),
    weights: Object.entries(state.edits)
      .map(([place, value]) => `${place}=${value}`)
      .join(';'),
    t: String(state.step),
  };
}

function asText(inputs: Matrix): string {
  return inputs.map((row) => row.join(',')).join(';');
}

/** The state of an address; what cannot be read is as at the start. */
export function stateOf(query: Readonly<Record<string, string>>): CellState {
  const kind = cellKinds.find((known) => known === query['cell']) ?? initialState.kind;
  const hiddenSize =
    hiddenSizes.find((size) => size === Number(query['hidden'])) ?? initialState.hiddenSize;
  const seed = Number(query['seed']);
  const step = Number(query['t']);
  return {
    kind,
    hiddenSize,
    seed: isWhole(seed, 1, 1e6) ? seed : initialState.seed,
    inputs: readInputs(query['x']) ?? initialState.inputs,
    edits: readEdits(query['weights'] ?? '', { kind, hiddenSize }),
    step: isWhole(step, 1, steps) ? step : initialState.step,
  };
}

function isWhole(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}

function readInputs(text: string | undefined): Matrix | undefined {
  const rows = text?.split(';').map((row) => row.split(',').map(Number)) ?? [];
  const fits =
    rows.length === steps && rows.every((row) => row.length === inputSize && row.every(isAllowed));
  return fits ? rows : undefined;
}

function readEdits(
  text: string,
  sizes: Pick<CellState, 'kind' | 'hiddenSize'>,
): Record<string, number> {
  const edits: Record<string, number> = {};
  for (const entry of text.split(';')) {
    const [, name, row, column, number] = /^(\w+)\.(\d+)\.(\d+)=(.+)$/.exec(entry) ?? [];
    const known = weightNames.find((weight) => weight === name);
    const value = Number(number);
    if (!known || !isAllowed(value)) continue;
    const [rows, columns] = weightShape(known, sizes);
    if (Number(row) < rows && Number(column) < columns)
      edits[placeOf(known, Number(row), Number(column))] = value;
  }
  return edits;
}

/** A weight by name and place, as `edits` have it. */
export function placeOf(name: WeightName, row: number, column: number): string {
  return `${name}.${row}.${column}`;
}

/** The inputs with another number at one place. */
export function withInput(inputs: Matrix, t: number, i: number, value: number): Matrix {
  return inputs.map((row, r) => (r === t ? row.map((old, c) => (c === i ? value : old)) : row));
}
