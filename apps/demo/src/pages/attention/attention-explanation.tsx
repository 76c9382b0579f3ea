import { Explanation } from '../../controls/explanation.tsx';
import { textsOf } from '../../i18n/language.ts';
import type { AttentionNumbers } from './attention-numbers.ts';
import { width, type AttentionState } from './attention-state.ts';
import { attentionTexts } from './attention-texts.ts';
import { equations, isShown, type Place } from './explain.ts';

export interface AttentionExplanationProps {
  readonly place: Place | undefined;
  readonly numbers: AttentionNumbers;
  readonly state: AttentionState;
  readonly words: readonly string[];
}

/** How the number that is looked at comes about. */
export function AttentionExplanation(props: AttentionExplanationProps) {
  const { numbers, state, words } = props;
  const t = textsOf(attentionTexts);
  const place = props.place && isShown(props.place, state) ? props.place : undefined;
  return (
    <Explanation
      label={t.explainTitle}
      title={place && title(place, state, words)}
      lines={place ? equations(place, numbers, state) : []}
      nothing={t.explainNothing}
    />
  );
}

function title(
  { step, row, column }: Place,
  { mask, heads }: AttentionState,
  words: readonly string[],
): string {
  const t = textsOf(attentionTexts);
  const [query, key] = [words[row]!, words[column]!];
  switch (step) {
    case 'scores':
    case 'weights':
      if (!mask[row]![column]) return t.explainMasked(query, key);
      return step === 'scores' ? t.explainScores(query, key) : t.explainWeights(query, key);
    case 'output':
      return t.explainOutput(query, column + 1);
    case 'positions':
      return t.explainPosition(query, row, column + 1);
    case 'joined': {
      const size = width / heads;
      return t.explainJoined(Math.floor(column / size) + 1, (column % size) + 1);
    }
    default:
      return t.explainTable(t[step], query, column + 1);
  }
}
