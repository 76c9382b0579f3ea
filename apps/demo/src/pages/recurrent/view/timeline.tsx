import { strengthStyle } from '../../../controls/number-grid.tsx';
import { NumberInput } from '../../../controls/number-input.tsx';
import { format } from '../../../controls/format-number.ts';
import { textsOf } from '../../../i18n/language.ts';
import { numberRange, withInput, type CellState, type Matrix } from '../cell/cell-state.ts';
import type { CellNumbers } from '../cell/cell-numbers.ts';
import { recurrentTexts } from '../recurrent-texts.ts';
import { numberColour } from './number-colour.ts';

export interface TimelineProps {
  readonly state: CellState;
  /** As they are set; the numbers of `state` may still be computed. */
  readonly inputs: Matrix;
  readonly numbers: CellNumbers;
  readonly change: (changes: Partial<CellState>) => void;
}

/** The inputs of all steps, which can be changed, and the states that they leave. */
export function Timeline({ state, inputs, numbers, change }: TimelineProps) {
  const t = textsOf(recurrentTexts);
  const hidden = numbers.steps.map(({ newH }) => newH);
  const memory = numbers.steps.flatMap(({ newC }) => (newC ? [newC] : []));
  return (
    <div class="grid-frame">
      <table class="grid timeline" aria-label={t.sequence}>
        <thead>
          <tr>
            <td />
            {inputs.map((_, step) => (
              <th key={step} scope="col">
                <button
                  type="button"
                  class="button step-button"
                  aria-label={t.stepButton(step + 1)}
                  aria-pressed={state.step === step + 1}
                  onClick={() => change({ step: step + 1 })}
                >
                  {step + 1}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {inputs[0]!.map((_, i) => (
            <tr key={`x${i}`}>
              <th scope="row">{t.input(i + 1)}</th>
              {inputs.map((row, step) => (
                <td key={step}>
                  <NumberInput
                    value={row[i]!}
                    range={numberRange}
                    step={0.1}
                    label={t.inputAt(i + 1, step + 1)}
                    onChange={(value) => change({ inputs: withInput(inputs, step, i, value) })}
                  />
                </td>
              ))}
            </tr>
          ))}
          <StateRows name="h" states={hidden} step={state.step} />
          {memory.length > 0 && <StateRows name="c" states={memory} step={state.step} />}
        </tbody>
      </table>
    </div>
  );
}

/** A row for each unit, a column for each step. */
export function StateRows(props: {
  readonly name: string;
  readonly states: Matrix;
  readonly step: number;
}) {
  return props.states[0]!.map((_, unit) => (
    <tr key={`${props.name}${unit}`} class={unit === 0 ? 'first-unit' : undefined}>
      <th scope="row">
        {props.name}
        <sub>{unit + 1}</sub>
      </th>
      {props.states.map((values, step) => (
        <td key={step}>
          <StateCell value={values[unit]!} isMarked={props.step === step + 1} />
        </td>
      ))}
    </tr>
  ));
}

export function StateCell({ value, isMarked }: { value: number; isMarked: boolean }) {
  const { strength, isMinus } = numberColour(value);
  return (
    <span
      class={`grid-cell state-cell${isMinus ? ' is-minus' : ''}${isMarked ? ' is-marked' : ''}`}
      style={strengthStyle(strength)}
    >
      {format(value)}
    </span>
  );
}
