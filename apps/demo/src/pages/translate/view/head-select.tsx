import { Field } from '../../../controls/field.tsx';
import { textsOf } from '../../../i18n/language.ts';
import { route, setQuery } from '../../../route/location.ts';
import { translateTexts } from '../translate-texts.ts';
import type { TranslateOutput } from '../worker/protocol.ts';
import { headChoiceOf } from './head-choice.ts';

/** Layer and head of a Transformer to look at. */
export function HeadSelect({ heads }: { readonly heads: NonNullable<TranslateOutput['heads']> }) {
  const t = textsOf(translateTexts);
  const { layer, head } = headChoiceOf(route.value.query, heads);
  return (
    <>
      <p class="quiet">{t.headsAbout}</p>
      <div class="sizes">
        <label class="field">
          <span>{t.layer}</span>
          <select
            value={layer}
            onChange={({ currentTarget }) => setQuery({ layer: currentTarget.value })}
          >
            {heads.map((_, n) => (
              <option key={n} value={n + 1}>
                {n + 1}
              </option>
            ))}
          </select>
        </label>
        <Field name={t.head} term="head">
          {(id) => (
            <select
              id={id}
              value={head}
              onChange={({ currentTarget }) => setQuery({ head: currentTarget.value })}
            >
              <option value="mean">{t.allHeads}</option>
              {heads[layer - 1]!.map((_, n) => (
                <option key={n} value={n + 1}>
                  {n + 1}
                </option>
              ))}
            </select>
          )}
        </Field>
      </div>
    </>
  );
}
