import { useState } from 'preact/hooks';
import { textsOf } from '../../../i18n/language.ts';
import { wordsTexts } from '../words-texts.ts';
import { WordInput } from '../view/word-input.tsx';

/** Any word, also one that is not on the map. */
export function FindWord(props: {
  readonly list: string;
  readonly isReady: boolean;
  readonly onFind: (word: string) => void;
}) {
  const t = textsOf(wordsTexts);
  const [word, setWord] = useState('');
  return (
    <form
      class="question-form is-wide"
      onSubmit={(event) => {
        event.preventDefault();
        props.onFind(word.trim());
        setWord('');
      }}
    >
      <WordInput name={t.findWord} value={word} list={props.list} onChange={setWord} />
      <button class="button" disabled={!props.isReady}>
        {t.find}
      </button>
    </form>
  );
}
