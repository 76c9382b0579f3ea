import { useState } from 'preact/hooks';
import { messageOf } from '../../../app/message-of.ts';
import { textsOf } from '../../../i18n/language.ts';
import { exampleText, ownText, readOwnText } from '../run/own-text.ts';
import { translateTexts } from '../translate-texts.ts';

/** Parallel text, pasted, opened or dropped. */
export function OwnTextInput() {
  const t = textsOf(translateTexts);
  const [fault, setFault] = useState<string>();
  const [isOver, setIsOver] = useState(false);
  const take = async (file: File | undefined): Promise<void> => {
    if (!file) return;
    try {
      ownText.value = await readOwnText(file);
      setFault(undefined);
    } catch (error) {
      setFault(messageOf(error));
    }
  };
  return (
    <div
      class={isOver ? 'own-text is-over' : 'own-text'}
      onDragOver={(event) => {
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setIsOver(false);
        void take(event.dataTransfer?.files[0]);
      }}
    >
      <label class="field">
        <span>{t.ownText}</span>
        <textarea
          rows={7}
          spellcheck={false}
          value={ownText.value}
          onInput={({ currentTarget }) => (ownText.value = currentTarget.value)}
        />
      </label>
      <div class="buttons">
        <label class="button file-button">
          {t.ownDrop}
          <input
            type="file"
            class="visually-hidden"
            accept=".tsv,.txt,text/*"
            onChange={({ currentTarget }) => void take(currentTarget.files?.[0])}
          />
        </label>
        <button type="button" class="button" onClick={() => (ownText.value = exampleText())}>
          {t.ownExample}
        </button>
      </div>
      {fault && (
        <p class="notice notice-error" role="alert">
          {fault}
        </p>
      )}
    </div>
  );
}
