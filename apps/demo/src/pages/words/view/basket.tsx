import { useState } from 'preact/hooks';
import { textsOf } from '../../../i18n/language.ts';
import { formatShare } from '../../../live/view/format.ts';
import type { WordsRun } from '../run/words-run.ts';
import { wordsTexts } from '../words-texts.ts';
import { AnsweredAt } from './answered-at.tsx';
import { FaultNotice } from './fault-notice.tsx';
import { RankedList } from './ranked-list.tsx';
import { useAnswer } from './use-answer.ts';
import { WordInput } from './word-input.tsx';

const rows = 10;

/** What goes with a basket, beside what everybody takes. */
export function Basket({ run, list }: { readonly run: WordsRun; readonly list: string }) {
  const t = textsOf(wordsTexts);
  const [chosen, setChosen] = useState<readonly string[]>();
  const [product, setProduct] = useState('');
  const basket = chosen ?? run.facts.value?.examples.basket ?? [];
  const { answer, step, fault } = useAnswer(
    () => (basket.length === 0 || !run.seen.value ? undefined : run.call('recommend', basket)),
    [basket.join(), run.seen.value],
  );
  const most = answer?.popular[0]?.share ?? 1;
  const put = (word: string): void => {
    setChosen([...basket.filter((own) => own !== word), word]);
  };
  return (
    <section class="question is-whole" aria-labelledby="basket-title">
      <h3 id="basket-title">{t.basket}</h3>
      <p class="quiet">{t.basketAbout}</p>
      <form
        class="question-form is-wide"
        onSubmit={(event) => {
          event.preventDefault();
          put(product.trim());
          setProduct('');
        }}
      >
        <WordInput name={t.product} value={product} list={list} onChange={setProduct} />
        <button class="button" disabled={!run.isReady.value}>
          {t.putIn}
        </button>
      </form>
      <ul class="basket" aria-label={t.basket}>
        {basket.map((word) => (
          <li key={word}>
            <button
              type="button"
              class="chip"
              aria-label={t.takeOut(word)}
              onClick={() => setChosen(basket.filter((own) => own !== word))}
            >
              {word} <span aria-hidden="true">×</span>
            </button>
          </li>
        ))}
      </ul>
      <FaultNotice fault={fault} />
      <div class="side-by-side">
        <RankedList
          title={t.recommended}
          rows={rows}
          onChoose={put}
          items={(answer?.near ?? []).map(({ word, similarity }) => ({
            word,
            share: similarity,
            text: similarity.toFixed(2),
          }))}
        />
        <RankedList
          title={t.popular}
          rows={rows}
          onChoose={put}
          items={(answer?.popular ?? []).map(({ word, share }) => ({
            word,
            share: share / most,
            text: formatShare(share),
          }))}
        />
      </div>
      <AnsweredAt step={step} />
    </section>
  );
}
