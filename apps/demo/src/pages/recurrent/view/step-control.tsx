import { textsOf } from '../../../i18n/language.ts';
import { steps } from '../cell/cell-state.ts';
import { recurrentTexts } from '../recurrent-texts.ts';

export interface StepControlProps {
  readonly step: number;
  readonly onStep: (step: number) => void;
}

/** Goes through time: buttons, and a slider that the arrow keys move. */
export function StepControl({ step, onStep }: StepControlProps) {
  const t = textsOf(recurrentTexts);
  const buttons = [
    { name: t.first, sign: '«', to: 1 },
    { name: t.previous, sign: '‹', to: step - 1 },
    { name: t.next, sign: '›', to: step + 1 },
    { name: t.last, sign: '»', to: steps },
  ];
  return (
    <div class="step-control">
      <div class="buttons">
        {buttons.map(({ name, sign, to }) => {
          const isOff = to < 1 || to > steps || to === step;
          return (
            <button
              key={name}
              type="button"
              class="button"
              aria-label={name}
              title={name}
              // Not disabled: the focus would be lost at both ends.
              aria-disabled={isOff}
              onClick={() => !isOff && onStep(to)}
            >
              <span aria-hidden="true">{sign}</span>
            </button>
          );
        })}
      </div>
      <label class="step-slider">
        <span class="visually-hidden">{t.timeStep}</span>
        <input
          type="range"
          min={1}
          max={steps}
          value={step}
          aria-valuetext={t.stepOf(step, steps)}
          onInput={({ currentTarget }) => onStep(currentTarget.valueAsNumber)}
        />
      </label>
      <output class="step-place" aria-live="polite">
        {t.stepOf(step, steps)}
      </output>
    </div>
  );
}
