import { Explanation } from '../../controls/explanation.tsx';
import { textsOf } from '../../i18n/language.ts';
import type { HeadNumbers } from './attention-numbers.ts';
import type { AttentionState } from './attention-state.ts';
import { attentionTexts } from './attention-texts.ts';
import { equations, type Place } from './explain.ts';

export interface AttentionExplanationProps {
  readonly place: Place | undefined;
  readonly head: HeadNumbers;
  readonly state: AttentionState;
  readonly words: readonly string[];
}

/** How the number that is looked at comes about. */
export function AttentionExplanation({ place, head, state, words }: AttentionExplanationProps) {
  const t = textsOf(attentionTexts);
  return (
    <Explanation
      label={t.explainTitle}
      title={place && title(place, state, words)}
      lines={place ? equations(place, head, state) : []}
      nothing={t.explainNothing}
    />
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
