import { useState } from 'preact/hooks';
import { Explanation } from '../../../controls/explanation.tsx';
import { textsOf } from '../../../i18n/language.ts';
import { partsOf } from '../cell/cell-kind.ts';
import type { CellNumbers, StepNumbers } from '../cell/cell-numbers.ts';
import { steps, type CellState } from '../cell/cell-state.ts';
import { explainNumber, rowsOf, type Place } from '../cell/explain-number.ts';
import { recurrentTexts } from '../recurrent-texts.ts';
import { PartView, rowNames } from './part-view.tsx';
import { ScrollFrame } from './scroll-frame.tsx';
import { StateCell } from './timeline.tsx';

export interface StepViewProps {
  readonly state: CellState;
  readonly numbers: CellNumbers;
}

/** One step: what it gets, its gates, the state that it leaves. */
export function StepView({ state, numbers }: StepViewProps) {
  const t = textsOf(recurrentTexts);
  const [looked, setPlace] = useState<Place>();
  const { kind, hiddenSize } = state;
  const step = numbers.steps[Math.min(state.step, steps) - 1]!;
  // The cell may have been changed since.
  const isThere =
    looked &&
    partsOf[kind].includes(looked.part) &&
    rowsOf(kind, looked.part).includes(looked.row) &&
    looked.unit < hiddenSize;
  const place = isThere ? looked : undefined;
  return (
    <div class="parts">
      <BeforeStep step={step} t={state.step} />
      {partsOf[kind].map((part) => (
        <PartView key={part} {...{ kind, part, step, place }} onLook={setPlace} />
      ))}
      <Explanation
        label={t.explainTitle}
        title={place && t.numberOf(t[place.part], rowNames(place.part)[place.row], place.unit + 1)}
        lines={place ? explainNumber(kind, place, step, numbers.weights) : []}
        nothing={t.explainNothing}
      />
    </div>
  );
}

/** The input, and the state that the step before has left. */
function BeforeStep({ step, t: time }: { readonly step: StepNumbers; readonly t: number }) {
  const t = textsOf(recurrentTexts);
  const rows: [name: string, values: readonly number[]][] = [
    ['x', step.x],
    ['h', step.h],
  ];
  if (step.c) rows.push(['c', step.c]);
  return (
    <section class="part">
      <div class="part-text">
        <h3>{t.before}</h3>
        <p class="quiet">{t.beforeAbout}</p>
      </div>
      <ScrollFrame label={t.before}>
        <table class="grid" aria-label={t.before}>
          <tbody>
            {rows.map(([name, values]) => (
              <tr key={name}>
                <th scope="row">
                  {name}
                  <sub>{name === 'x' ? time : time - 1}</sub>
                </th>
                {values.map((value, unit) => (
                  <td key={unit}>
                    <StateCell value={value} isMarked={false} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollFrame>
    </section>
  );
}
