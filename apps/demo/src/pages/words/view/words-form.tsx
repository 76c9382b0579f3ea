import { FileButton } from '../../../controls/file-button.tsx';
import { NumberChoice } from '../../../controls/number-choice.tsx';
import { NumberField } from '../../../controls/number-field.tsx';
import type { GivenText } from '../../../controls/given-text.ts';
import { TextInput } from '../../../controls/text-input.tsx';
import { textsOf } from '../../../i18n/language.ts';
import { FileFault } from '../../../live/view/file-fault.tsx';
import { isAboutText } from '../../../mistakes/explain-error.ts';
import { ownWordsText, wordsRun } from '../run/words-run.ts';
import {
  dimensionChoices,
  epochRange,
  models,
  texts,
  usualSettings,
  windows,
  type ModelName,
  type TextName,
  type WordsSettings,
} from '../run/words-settings.ts';
import { wordsTexts } from '../words-texts.ts';

export interface WordsFormProps {
  readonly settings: WordsSettings;
  readonly isAgain: boolean;
  readonly onChange: (settings: WordsSettings) => void;
  readonly onStart: () => void;
  readonly onOpen: (file: File) => void;
}

function put(text: GivenText): void {
  ownWordsText.value = text;
  if (isAboutText(wordsRun.fault.peek())) wordsRun.fault.value = undefined;
}

/** What vectors are learned of, and how. */
export function WordsForm({ settings, isAgain, onChange, onStart, onOpen }: WordsFormProps) {
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
    <form
      class="set-up"
      aria-label={t.setUp}
      onSubmit={(event) => {
        event.preventDefault();
        onStart();
      }}
    >
      <div class="set-up-part">
        <label class="field">
          <span>{t.text}</span>
          <select
            value={text}
            onChange={({ currentTarget }) =>
              onChange(usualSettings(currentTarget.value as TextName))
            }
          >
            {texts.map((name) => (
              <option key={name} value={name}>
                {t[name]}
              </option>
            ))}
          </select>
        </label>
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
        <label class="field">
          <span>{t.model}</span>
          <select
            value={model}
            onChange={({ currentTarget }) => change({ model: currentTarget.value as ModelName })}
          >
            {models.map((name) => (
              <option key={name} value={name}>
                {t[name]}
              </option>
            ))}
          </select>
        </label>
        <p class="quiet two-lines">{model === 'cbow' ? t.cbowAbout : t.skipGramAbout}</p>
        <div class="sizes">
          <NumberChoice
            name={t.dimensions}
            term="dimensions"
            values={dimensionChoices}
            value={settings.dimensions}
            onChange={(dimensions) => change({ dimensions })}
          />
          {text !== 'baskets' && (
            <NumberChoice
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
      <div class="buttons">
        <button class="button button-strong">{isAgain ? t.restart : t.start}</button>
        <FileButton text={t.openFile} accept=".safetensors,.txt,.vec" onOpen={onOpen} />
        <FileFault run={wordsRun} />
      </div>
    </form>
  );
}
