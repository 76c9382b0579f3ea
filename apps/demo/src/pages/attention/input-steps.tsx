import { textsOf } from '../../i18n/language.ts';
import type { AttentionNumbers } from './attention-numbers.ts';
import {
  inputWeightNames,
  withNumber,
  type AttentionState,
  type MatrixName,
} from './attention-state.ts';
import { attentionTexts } from './attention-texts.ts';
import { drawnWeights } from './drawn-weights.ts';
import { TitledGrid, type Looking } from './explained-grid.tsx';
import { MatrixInput } from './matrix-input.tsx';
import { StepText } from './step-text.tsx';

export interface StepProps {
  readonly numbers: AttentionNumbers;
  readonly looking: Looking;
}

export interface ChangingStepProps extends StepProps {
  readonly state: AttentionState;
  readonly change: (changes: Partial<AttentionState>) => void;
}

/** The sines, and what they are added to. */
export function PositionStep({ numbers, looking }: StepProps) {
  const t = textsOf(attentionTexts);
  return (
    <section class="step step-wide">
      <StepText title={t.positionsTitle} text={t.positionsAbout} />
      <div class="matrices">
        <TitledGrid
          {...{ looking, step: 'positions', label: t.positionTable, matrix: numbers.positions }}
        />
        {(['placedQuery', 'placedKey'] as const).map((step) => (
          <TitledGrid key={step} {...{ looking, step, label: t[step], matrix: numbers[step] }} />
        ))}
      </div>
    </section>
  );
}

const projected = {
  queryWeight: 'projectedQuery',
  keyWeight: 'projectedKey',
  valueWeight: 'projectedValue',
} as const;

/** The three matrices at the beginning of a layer, and what they make of its inputs. */
export function ProjectionStep({ numbers, looking, state, change }: ChangingStepProps) {
  const t = textsOf(attentionTexts);
  return (
    <section class="step step-wide">
      <StepText title={t.projectionsTitle} text={t.projectionsAbout} />
      <p class="draw">
        <button
          type="button"
          class="button"
          onClick={() => void drawnWeights(state.heads).then(change)}
        >
          {t.draw}
        </button>
        <span class="quiet">{t.drawAbout}</span>
      </p>
      <div class="matrices">
        {inputWeightNames.map((name) => {
          const step = projected[name];
          return (
            <div key={name} class="projection">
              <WeightInput {...{ name, state, change }} />
              <TitledGrid {...{ looking, step, label: t[step], matrix: numbers[step] }} />
            </div>
          );
        })}
      </div>
    </section>
  );
}

export interface WeightInputProps extends Pick<ChangingStepProps, 'state' | 'change'> {
  readonly name: MatrixName;
}

/** The weights of a projection, to change. */
export function WeightInput({ name, state, change }: WeightInputProps) {
  const t = textsOf(attentionTexts);
  const matrix = state[name];
  return (
    <MatrixInput
      name={t[name]}
      words={matrix.map((_, row) => t.weightRow(row + 1))}
      matrix={matrix}
      onChange={(i, j, value) => change({ [name]: withNumber(matrix, i, j, value) })}
    />
  );
}
