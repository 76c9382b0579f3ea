import { language, textsOf } from '../../../i18n/language.ts';
import { formatCount } from '../../../live/view/format.ts';
import { wordsTexts } from '../words-texts.ts';

/** Of which model an answer is; vectors of a file have taken no steps that are known. */
export function AnsweredAt({ step }: { readonly step: number | undefined }) {
  const t = textsOf(wordsTexts);
  return <p class="quiet">{step ? t.answeredAt(formatCount(step, language.value)) : '\u00a0'}</p>;
}
