import { textsOf } from '../../../i18n/language.ts';
import type { CellNumbers } from '../cell/cell-numbers.ts';
import type { CellState, Matrix } from '../cell/cell-state.ts';
import { recurrentTexts } from '../recurrent-texts.ts';
import { ScrollFrame } from './scroll-frame.tsx';
import { StateCell, StateRows } from './timeline.tsx';

export interface BothDirectionsProps {
  readonly state: CellState;
  readonly numbers: CellNumbers;
}

/** A layer that reads from both ends: its states side by side, and its output at the step that is looked at. */
export function BothDirections({ state, numbers }: BothDirectionsProps) {
  const t = textsOf(recurrentTexts);
  const { forward, backward } = numbers;
  const output = [...forward[state.step - 1]!, ...backward[state.step - 1]!];
  return (
    <>
      <div class="directions">
        <Direction title={t.forward} name="→h" states={forward} step={state.step} />
        <Direction title={t.backward} name="←h" states={backward} step={state.step} />
      </div>
      <div class="weight-table">
        <h3>{t.output(state.step)}</h3>
        <ScrollFrame label={t.output(state.step)}>
          <table class="grid" data-testid="output">
            <thead>
              <tr>
                {output.map((_, unit) => (
                  <th key={unit} scope="col">
                    {unit < state.hiddenSize ? '→h' : '←h'}
                    <sub>{(unit % state.hiddenSize) + 1}</sub>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              <tr>
                {output.map((value, unit) => (
                  <td key={unit}>
                    <StateCell value={value} isMarked={false} />
                  </td>
                ))}
              </tr>
            </tbody>
          </table>
        </ScrollFrame>
      </div>
    </>
  );
}

function Direction(props: {
  readonly title: string;
  readonly name: string;
  readonly states: Matrix;
  readonly step: number;
}) {
  return (
    <div class="weight-table">
      <h3>{props.title}</h3>
      <ScrollFrame label={props.title}>
        <table class="grid" aria-label={props.title}>
          <thead>
            <tr>
              <td />
              {props.states.map((_, step) => (
                <th key={step} scope="col">
                  {step + 1}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <StateRows name={props.name} states={props.states} step={props.step} />
          </tbody>
        </table>
      </ScrollFrame>
    </div>
  );
}
