import { format, inBrackets } from '../../controls/format-number.ts';
import type { AttentionNumbers, HeadNumbers } from './attention-numbers.ts';
import { width, type AttentionState, type Matrix } from './attention-state.ts';

/** Tables with numbers that can be asked about. */
export type Step =
  | 'positions'
  | 'placedQuery'
  | 'placedKey'
  | 'projectedQuery'
  | 'projectedKey'
  | 'projectedValue'
  | 'scores'
  | 'weights'
  | 'output'
  | 'joined'
  | 'result';

/** A number of the page that can be asked about. */
export interface Place {
  readonly step: Step;
  /** From 0; of the tables that each head has. */
  readonly head: number;
  readonly row: number;
  readonly column: number;
}

/** Whether a table is on the page, and has this place. */
export function isShown({ step, head, column }: Place, state: AttentionState): boolean {
  if (head >= state.heads) return false;
  if (step === 'output') return column < width / state.heads;
  if (step === 'scores' || step === 'weights') return true;
  if (step === 'joined') return state.heads > 1;
  return step === 'positions' || step === 'placedQuery' || step === 'placedKey'
    ? state.positions
    : state.projections;
}

/** How a number comes about, line by line. */
export function equations(
  { step, head, row, column }: Place,
  numbers: AttentionNumbers,
  state: AttentionState,
): string[] {
  if (step === 'scores' || step === 'weights' || step === 'output')
    return headLines[step](numbers.heads[head]!, row, column, state);
  const result = numbers[step][row]![column]!;
  if (step === 'positions') return [wave(row, column), `= ${format(result)}`];
  if (step === 'joined') return [`= ${format(result)}`];
  if (step === 'placedQuery' || step === 'placedKey') {
    const input = state[step === 'placedQuery' ? 'query' : 'key'][row]![column]!;
    const place = numbers.positions[row]![column]!;
    return [`${format(input)} + ${inBrackets(place)}`, `= ${format(result)}`];
  }
  const [x, weight] = factors[step](numbers, state);
  return productLines(x[row]!, weight[column]!, result);
}

/** PE(t, 2i) = sin(t / 10000^(2i / E)), PE(t, 2i + 1) = cos of the same. */
function wave(t: number, column: number): string {
  const isSine = column % 2 === 0;
  return `${isSine ? 'sin' : 'cos'}(${t} / 10000^(${isSine ? column : column - 1}/${width}))`;
}

type Factors = (numbers: AttentionNumbers, state: AttentionState) => [x: Matrix, weight: Matrix];

/** x and W of each x Wᵀ. */
const factors: Readonly<
  Record<'projectedQuery' | 'projectedKey' | 'projectedValue' | 'result', Factors>
> = {
  projectedQuery: (numbers, state) => [numbers.placedQuery, state.queryWeight],
  projectedKey: (numbers, state) => [numbers.placedKey, state.keyWeight],
  projectedValue: (_, state) => [state.value, state.valueWeight],
  result: (numbers, state) => [numbers.joined, state.outputWeight],
};

type HeadLines = (
  head: HeadNumbers,
  row: number,
  column: number,
  state: AttentionState,
) => string[];

const headLines: Readonly<Record<'scores' | 'weights' | 'output', HeadLines>> = {
  scores: (head, row, column, { scaled }) => scoreLines(head, row, column, scaled),
  weights: (head, row, column, { mask }) => weightLines(head, row, column, mask[row]!),
  output: ({ weights, value, output }, row, column) =>
    productLines(
      weights[row]!,
      value.map((one) => one[column]!),
      output[row]![column]!,
    ),
};

function productLines(a: readonly number[], b: readonly number[], product: number): string[] {
  const terms = a.map((value, k) => `${format(value)} × ${inBrackets(b[k]!)}`);
  return [terms.join(' + '), `= ${format(product)}`];
}

function scoreLines(head: HeadNumbers, row: number, column: number, scaled: boolean): string[] {
  const product = head.products[row]![column]!;
  const lines = productLines(head.query[row]!, head.key[column]!, product);
  if (!scaled) return lines;
  const size = head.query[row]!.length;
  return [...lines, `${format(product)} / √${size} = ${format(head.scores[row]![column]!)}`];
}

function weightLines(
  { scores, weights }: HeadNumbers,
  row: number,
  column: number,
  allowed: readonly boolean[],
): string[] {
  const result = format(weights[row]![column]!);
  if (!allowed[column]) return [`= ${result}`];
  const power = (j: number): string => `e^${inBrackets(scores[row]![j]!)}`;
  const terms = allowed.flatMap((may, j) => (may ? [power(j)] : []));
  return [`${power(column)} / (${terms.join(' + ')})`, `= ${result}`];
}
