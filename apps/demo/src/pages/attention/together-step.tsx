import { textsOf } from '../../i18n/language.ts';
import { attentionTexts } from './attention-texts.ts';
import { TitledGrid } from './explained-grid.tsx';
import { WeightInput, type ChangingStepProps } from './input-steps.tsx';
import { StepText } from './step-text.tsx';

/** What becomes of all heads: side by side, and mixed by the last projection. */
export function TogetherStep({ numbers, looking, state, change }: ChangingStepProps) {
  const t = textsOf(attentionTexts);
  const { joined, result } = numbers;
  const hasHeads = numbers.heads.length > 1;
  const text = hasHeads ? t.joinedAbout : t.resultOfOneAbout;
  const hint = hasHeads && state.projections ? t.resultAbout : undefined;
  return (
    <section class="step step-wide">
      <StepText title={hasHeads ? t.togetherTitle : t.result} text={text} />
      {hint && <p class="step-text">{hint}</p>}
      <div class="matrices">
        {hasHeads && (
          <TitledGrid {...{ looking, step: 'joined', label: t.joined, matrix: joined }} />
        )}
        {state.projections && (
          <>
            <WeightInput {...{ name: 'outputWeight', state, change }} />
            <TitledGrid {...{ looking, step: 'result', label: t.result, matrix: result }} />
          </>
        )}
      </div>
    </section>
  );
}
