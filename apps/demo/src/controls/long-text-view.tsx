import { language, textsOf } from '../i18n/language.ts';
import { controlTexts } from './control-texts.ts';
import type { LongText } from './given-text.ts';

/** The beginning of a text that is too long for a field, and its size. */
export function LongTextView(props: {
  readonly name: string;
  readonly text: LongText;
  readonly onClear: () => void;
}) {
  const { name, text, onClear } = props;
  const t = textsOf(controlTexts);
  const megabytes = new Intl.NumberFormat(language.value, { maximumFractionDigits: 1 });
  return (
    <div class="field">
      <span>{name}</span>
      <p class="quiet" role="status">
        {t.longText(text.name, megabytes.format(text.blob.size / 1e6))}
      </p>
      <pre class="long-text" tabIndex={0} role="group" aria-label={t.beginning}>
        {text.beginning}
      </pre>
      <button type="button" class="button" onClick={onClear}>
        {t.otherText}
      </button>
    </div>
  );
}
