import { textsOf } from '../../i18n/language.ts';
import type { HeadNumbers } from './attention-numbers.ts';
import type { AttentionState } from './attention-state.ts';
import { attentionTexts } from './attention-texts.ts';
import { equations, type Place } from './explain.ts';

export interface ExplanationProps {
  readonly place: Place | undefined;
  readonly head: HeadNumbers;
  readonly state: AttentionState;
  readonly words: readonly string[];
}

/** How the number that is looked at comes about. */
export function Explanation({ place, head, state, words }: ExplanationProps) {
  const t = textsOf(attentionTexts);
  return (
    <aside class="explanation" aria-live="polite" aria-label={t.explainTitle}>
      <h3>{place ? title(place, state, words) : t.explainTitle}</h3>
      {place ? (
        equations(place, head, state).map((line, n) => (
          <p key={n} class="number">
            {line}
          </p>
        ))
      ) : (
        <p class="quiet">{t.explainNothing}</p>
      )}
    </aside>
  );
}

function title(
  { step, row, column }: Place,
  { mask }: AttentionState,
  words: readonly string[],
): string {
  const t = textsOf(attentionTexts);
  const [query, key] = [words[row]!, words[column]!];
  if (step === 'output') return t.explainOutput(query, column + 1);
  if (!mask[row]![column]) return t.explainMasked(query, key);
  return step === 'scores' ? t.explainScores(query, key) : t.explainWeights(query, key);
}
