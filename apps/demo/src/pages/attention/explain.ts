import { format, inBrackets } from '../../controls/format-number.ts';
import type { HeadNumbers } from './attention-numbers.ts';
import type { AttentionState } from './attention-state.ts';

/** A number of the page that can be asked about. */
export interface Place {
  readonly step: 'scores' | 'weights' | 'output';
  readonly row: number;
  readonly column: number;
}

/** How a number comes about, line by line. */
export function equations(
  { step, row, column }: Place,
  head: HeadNumbers,
  { mask, scaled }: Pick<AttentionState, 'mask' | 'scaled'>,
): string[] {
  if (step === 'scores') return scoreLines(head, row, column, scaled);
  if (step === 'weights') return weightLines(head, row, column, mask[row]!);
  const terms = head.weights[row]!.map(
    (weight, j) => `${format(weight)} × ${inBrackets(head.value[j]![column]!)}`,
  );
  return [terms.join(' + '), `= ${format(head.output[row]![column]!)}`];
}

function scoreLines(head: HeadNumbers, row: number, column: number, scaled: boolean): string[] {
  const size = head.query[row]!.length;
  const terms = head.query[row]!.map(
    (q, c) => `${format(q)} × ${inBrackets(head.key[column]![c]!)}`,
  );
  const product = `= ${format(head.products[row]![column]!)}`;
  if (!scaled) return [terms.join(' + '), product];
  return [
    terms.join(' + '),
    product,
    `${format(head.products[row]![column]!)} / √${size} = ${format(head.scores[row]![column]!)}`,
  ];
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
