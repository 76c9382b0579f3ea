import { TextInput } from '../../../controls/text-input.tsx';
import { textsOf } from '../../../i18n/language.ts';
import { exampleText, ownText } from '../run/own-text.ts';
import { translateTexts } from '../translate-texts.ts';

/** Parallel text, pasted, opened or dropped. */
export function OwnTextInput() {
  const t = textsOf(translateTexts);
  return (
    <TextInput
      name={t.ownText}
      value={ownText.value}
      openText={t.ownDrop}
      accept=".tsv,.txt,text/*"
      expected="lines with a tab between the two sides"
      onChange={(text) => (ownText.value = text)}
    >
      <button type="button" class="button" onClick={() => (ownText.value = exampleText())}>
        {t.ownExample}
      </button>
    </TextInput>
  );
}
