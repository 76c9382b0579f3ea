import type { GivenText } from '../../../controls/given-text.ts';
import { TextInput } from '../../../controls/text-input.tsx';
import { textsOf } from '../../../i18n/language.ts';
import { isAboutText } from '../../../mistakes/explain-error.ts';
import { exampleText, ownText } from '../run/own-text.ts';
import { mainRun } from '../run/runs.ts';
import { translateTexts } from '../translate-texts.ts';

function put(text: GivenText): void {
  ownText.value = text;
  if (isAboutText(mainRun.fault.peek())) mainRun.fault.value = undefined;
}

/** Parallel text, pasted, opened or dropped. */
export function OwnTextInput() {
  const t = textsOf(translateTexts);
  return (
    <TextInput
      name={t.ownText}
      value={ownText.value}
      openText={t.ownDrop}
      accept=".tsv,.txt,text/*"
      error={mainRun.fault.value}
      onChange={put}
    >
      <button type="button" class="button" onClick={() => put(exampleText())}>
        {t.ownExample}
      </button>
    </TextInput>
  );
}
