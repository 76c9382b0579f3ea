import { language, textsOf } from '../../../i18n/language.ts';
import { formatCount, formatShare } from '../../../live/view/format.ts';
import { nonLocalTexts } from '../non-local-texts.ts';
import type { Look } from '../worker/protocol.ts';

export interface Answer {
  readonly name: string;
  readonly look: Look | undefined;
}

/** P of each digit, by one network or two. */
export function AnswerTable(props: {
  readonly answers: readonly Answer[];
  readonly label: number | undefined;
}) {
  const t = textsOf(nonLocalTexts);
  const { answers, label } = props;
  const told = answers.flatMap(({ name, look }) =>
    look ? [t.answeredAt(name, formatCount(look.step, language.value))] : [],
  );
  return (
    <div class="answers">
      <ul class="verdicts">
        {answers.map(({ name, look }) => (
          <li key={name}>
            <span class="quiet">{name}</span>
            <strong class="verdict number" data-testid="answer">
              {look ? best(look) : '–'}
            </strong>
            <span class="quiet number">
              {look ? formatShare(Math.max(...look.probabilities)) : '\u00a0'}
            </span>
          </li>
        ))}
        <li>
          <span class="quiet">{t.rightAnswer}</span>
          <strong class="verdict number" data-testid="right">
            {label ?? '–'}
          </strong>
          <span class="quiet">{label === undefined ? t.drawnByYou : '\u00a0'}</span>
        </li>
      </ul>
      <table class="table probabilities">
        <caption class="visually-hidden">{t.probabilities}</caption>
        <thead>
          <tr>
            <th scope="col">{t.digit}</th>
            {answers.map(({ name }) => (
              <th scope="col" key={name}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {Array.from({ length: 10 }, (_, digit) => (
            <tr key={digit} class={digit === label ? 'is-label' : undefined}>
              <th scope="row" class="number">
                {digit}
              </th>
              {answers.map(({ name, look }) => (
                <td key={name}>
                  <Share value={look?.probabilities[digit]} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p class="quiet" data-testid="answered-at">
        {told.join(' · ') || '\u00a0'}
      </p>
    </div>
  );
}

function Share({ value = 0 }: { readonly value?: number | undefined }) {
  return (
    <span class="share">
      <span class="share-bar" style={{ '--share': `${(100 * value).toFixed(1)}%` }} />
      <span class="number">{value === 0 ? '' : formatShare(value)}</span>
    </span>
  );
}

function best({ probabilities }: Look): number {
  return probabilities.indexOf(Math.max(...probabilities));
}
