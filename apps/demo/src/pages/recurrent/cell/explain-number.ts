import { format, inBrackets } from '../../../controls/format-number.ts';
import { gatesOf, type CellKind, type PartName } from './cell-kind.ts';
import { isSigmoid, type StepNumbers, type Weights } from './cell-numbers.ts';
import type { WeightName } from './cell-state.ts';

/** What a gate adds up, and what comes of it. */
export type RowName = 'input' | 'state' | 'value';

/** A number of a step that can be asked about. */
export interface Place {
  readonly part: PartName;
  readonly row: RowName;
  readonly unit: number;
}

/** The rows of a part, in order. */
export function rowsOf(kind: CellKind, part: PartName): readonly RowName[] {
  return gatesOf[kind].includes(part) ? ['input', 'state', 'value'] : ['value'];
}

/** The numbers of a row of a part. */
export function rowNumbers(
  kind: CellKind,
  step: StepNumbers,
  part: PartName,
  row: RowName,
): readonly number[] {
  if (gatesOf[kind].includes(part)) return step.gates[part]![row];
  return part === 'c' ? step.newC! : step.newH;
}

/** How a number comes about, line by line. */
export function explainNumber(
  kind: CellKind,
  { part, row, unit }: Place,
  step: StepNumbers,
  weights: Weights,
): string[] {
  const result = `= ${format(rowNumbers(kind, step, part, row)[unit]!)}`;
  const place = gatesOf[kind].indexOf(part);
  if (place >= 0 && row !== 'value') {
    const line = place * step.newH.length + unit;
    const [weight, bias, name]: [WeightName, WeightName, string] =
      row === 'input' ? ['weight_ih', 'bias_ih', 'xₜ'] : ['weight_hh', 'bias_hh', 'hₜ₋₁'];
    const factors = row === 'input' ? step.x : step.h;
    const terms = weights[weight][line]!.map((w, c) => `${format(w)} × ${inBrackets(factors[c]!)}`);
    return [
      `${weight}[${line}] · ${name} + ${bias}[${line}]`,
      `= ${[...terms, format(weights[bias][line]![0]!)].join(' + ')}`,
      result,
    ];
  }
  if (place >= 0) return [...activation(part, step, unit), result];
  return [...newState(kind, part, step, unit), result];
}

/** σ or tanh of what a gate adds up. */
function activation(part: PartName, { gates }: StepNumbers, unit: number): string[] {
  const { input, state } = gates[part]!;
  const [x, h] = [input[unit]!, state[unit]!];
  if (part === 'n') {
    const r = gates.r!.value[unit]!;
    const sum = `tanh(${format(x)} + ${format(r)} × ${inBrackets(h)})`;
    return ['tanh(W xₜ + b + r × (W hₜ₋₁ + b))', `= ${sum}`, `= tanh(${format(x + r * h)})`];
  }
  const sum = format(x + h);
  if (!isSigmoid(part)) return [`tanh(${format(x)} + ${inBrackets(h)})`, `= tanh(${sum})`];
  return [
    `σ(${format(x)} + ${inBrackets(h)})`,
    `= σ(${sum}) = 1 / (1 + e^${inBrackets(-(x + h))})`,
  ];
}

/** What the gates make of the state before. */
function newState(kind: CellKind, part: PartName, step: StepNumbers, unit: number): string[] {
  const value = (name: PartName): string => inBrackets(step.gates[name]!.value[unit]!);
  if (kind === 'gru') {
    const h = inBrackets(step.h[unit]!);
    return [
      '(1 − z) × n + z × hₜ₋₁',
      `= (1 − ${value('z')}) × ${value('n')} + ${value('z')} × ${h}`,
    ];
  }
  if (part === 'c') {
    const c = inBrackets(step.c![unit]!);
    return ['f × cₜ₋₁ + i × g', `= ${value('f')} × ${c} + ${value('i')} × ${value('g')}`];
  }
  return ['o × tanh(cₜ)', `= ${value('o')} × tanh(${format(step.newC![unit]!)})`];
}
