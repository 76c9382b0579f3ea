/** Rows of numbers. */
export type Matrix = readonly (readonly number[])[];

/** What a person can change. */
export interface AttentionState {
  readonly query: Matrix;
  readonly key: Matrix;
  readonly value: Matrix;
  /** Which query (row) may attend to which key (column): true = may. */
  readonly mask: readonly (readonly boolean[])[];
  readonly heads: 1 | 2;
  /** Whether products are divided by √d. */
  readonly scaled: boolean;
  /** Whether sinusoidal positions are added to queries and keys. */
  readonly positions: boolean;
  /** Whether the weights below are used: y = x Wᵀ for queries, keys, values and, at the end, for all heads together. */
  readonly projections: boolean;
  readonly queryWeight: Matrix;
  readonly keyWeight: Matrix;
  readonly valueWeight: Matrix;
  readonly outputWeight: Matrix;
}

/** Tokens and columns of the example. */
export const tokens = 4;
export const width = 4;

const all = (value: boolean): boolean[][] =>
  Array.from({ length: tokens }, () => Array.from({ length: tokens }, () => value));

export const openMask = all(true);

/** Each token attends to itself and to those before it. */
export const causal = openMask.map((row, i) => row.map((_, j) => j <= i));

const identity: Matrix = openMask.map((row, i) => row.map((_, j) => Number(i === j)));

/** “Sat” asks for an animal, and “cat” is one; the others ask for their like. */
export const initialState: AttentionState = {
  query: [
    [1, 0, 0, 0.5],
    [0, 1, 1, 0],
    [0, 2, 0, 1],
    [0.5, 0, 1, 1],
  ],
  key: [
    [1, 0, 0, 1],
    [0, 2, 0.5, 0],
    [0, 0, 1.5, 0],
    [0.5, 0, 0, 2],
  ],
  value: [
    [1, 0, 0, 0],
    [0, 1, 0, 0],
    [0, 0, 1, 0],
    [0, 0, 0, 1],
  ],
  mask: openMask,
  heads: 1,
  scaled: true,
  positions: false,
  projections: false,
  queryWeight: identity,
  keyWeight: identity,
  valueWeight: identity,
  // Half the sum and half the difference of two heads.
  outputWeight: [
    [0.5, 0, 0.5, 0],
    [0, 0.5, 0, 0.5],
    [0.5, 0, -0.5, 0],
    [0, 0.5, 0, -0.5],
  ],
};

export const inputNames = ['query', 'key', 'value'] as const;
export const inputWeightNames = ['queryWeight', 'keyWeight', 'valueWeight'] as const;
const matrices = [...inputNames, ...inputWeightNames, 'outputWeight'] as const;
export type MatrixName = (typeof matrices)[number];
export type Weights = Pick<AttentionState, (typeof inputWeightNames)[number] | 'outputWeight'>;

/** All of the state, as the address tells it. */
export function settingsOf(state: AttentionState): Record<string, string> {
  return {
    ...Object.fromEntries(
      matrices.map((name) => [name, state[name].map((row) => row.join(',')).join(';')]),
    ),
    mask: state.mask.map((row) => row.map(Number).join('')).join(''),
    heads: String(state.heads),
    scale: state.scaled ? 'yes' : 'no',
    positions: state.positions ? 'yes' : 'no',
    projections: state.projections ? 'yes' : 'no',
  };
}

/** What of the state differs from the start, as the address tells it. */
export function queryOf(state: AttentionState): Record<string, string | undefined> {
  const usual = settingsOf(initialState);
  return Object.fromEntries(
    Object.entries(settingsOf(state)).map(([name, text]) => [
      name,
      text === usual[name] ? undefined : text,
    ]),
  );
}

/** The state of an address; what cannot be read is as at the start. */
export function stateOf(query: Readonly<Record<string, string>>): AttentionState {
  const matrix = (name: MatrixName): Matrix => readMatrix(query[name]) ?? initialState[name];
  return {
    query: matrix('query'),
    key: matrix('key'),
    value: matrix('value'),
    queryWeight: matrix('queryWeight'),
    keyWeight: matrix('keyWeight'),
    valueWeight: matrix('valueWeight'),
    outputWeight: matrix('outputWeight'),
    mask: readMask(query['mask']) ?? openMask,
    heads: query['heads'] === '2' ? 2 : 1,
    scaled: query['scale'] !== 'no',
    positions: query['positions'] === 'yes',
    projections: query['projections'] === 'yes',
  };
}

function readMatrix(text: string | undefined): Matrix | undefined {
  const rows = text?.split(';').map((row) => row.split(',').map(Number)) ?? [];
  const fits =
    rows.length === tokens && rows.every((row) => row.length === width && row.every(isAllowed));
  return fits ? rows : undefined;
}

/** Numbers far from 1 only make softmax a maximum; they are refused before they overflow. */
export const numberRange = { least: -100, most: 100 };

function isAllowed(value: number): boolean {
  return value >= numberRange.least && value <= numberRange.most;
}

function readMask(text: string | undefined): boolean[][] | undefined {
  if (text === undefined || !/^[01]+$/.test(text) || text.length !== tokens ** 2) return undefined;
  return openMask.map((row, i) => row.map((_, j) => text[i * tokens + j] === '1'));
}

/** The matrix with another number at one place. */
export function withNumber(matrix: Matrix, i: number, j: number, value: number): Matrix {
  return matrix.map((row, r) => (r === i ? row.map((old, c) => (c === j ? value : old)) : row));
}
