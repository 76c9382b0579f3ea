import { Choice } from '../../../controls/choice.tsx';
import { NumberField } from '../../../controls/number-field.tsx';
import type { GivenText } from '../../../controls/given-text.ts';
import { TextInput } from '../../../controls/text-input.tsx';
import { textsOf } from '../../../i18n/language.ts';
import { SetUpForm, type SetUpProps } from '../../../live/view/set-up-form.tsx';
import { isAboutText } from '../../../mistakes/explain-error.ts';
import { ownWordsText, wordsRun } from '../run/words-run.ts';
import {
  dimensionChoices,
  epochRange,
  models,
  texts,
  windows,
  withText,
  type WordsSettings,
} from '../run/words-settings.ts';
import { wordsTexts } from '../words-texts.ts';

function put(text: GivenText): void {
  ownWordsText.value = text;
  if (isAboutText(wordsRun.fault.peek())) wordsRun.fault.value = undefined;
}

/** What vectors are learned of, and how. */
export function WordsForm({ settings, onChange, ...begin }: SetUpProps<WordsSettings>) {
  const t = textsOf(wordsTexts);
  const { text, model } = settings;
  const change = (changes: Partial<WordsSettings>): void => onChange({ ...settings, ...changes });
  const about = {
    english: t.englishAbout,
    chinese: t.chineseAbout,
    baskets: t.basketsAbout,
    own: t.ownAbout,
  }[text];
  return (
    <SetUpForm
      {...begin}
      name={t.setUp}
      run={wordsRun}
      opens={{ text: t.openFile, accept: '.safetensors,.txt,.vec' }}
    >
      <div class="set-up-part">
        <Choice
          name={t.text}
          values={texts}
          value={text}
          textOf={(name) => t[name]}
          onChange={(name) => onChange(withText(settings, name))}
        />
        <p class="quiet two-lines">{about}</p>
        {text === 'own' && (
          <TextInput
            name={t.ownText}
            value={ownWordsText.value}
            openText={t.ownDrop}
            accept=".txt,text/*"
            error={wordsRun.fault.value}
            onChange={put}
          />
        )}
      </div>
      <div class="set-up-part">
        <Choice
          name={t.model}
          values={models}
          value={model}
          textOf={(name) => t[name]}
          onChange={(name) => change({ model: name })}
        />
        <p class="quiet two-lines">{model === 'cbow' ? t.cbowAbout : t.skipGramAbout}</p>
        <div class="sizes">
          <Choice
            name={t.dimensions}
            term="dimensions"
            values={dimensionChoices}
            value={settings.dimensions}
            onChange={(dimensions) => change({ dimensions })}
          />
          {text !== 'baskets' && (
            <Choice
              name={t.window}
              term="window"
              values={windows}
              value={settings.window}
              onChange={(window) => change({ window })}
            />
          )}
          <NumberField
            name={t.epochs}
            term="epoch"
            value={settings.epochs}
            range={epochRange}
            onChange={(epochs) => change({ epochs })}
          />
        </div>
      </div>
    </SetUpForm>
  );
}
