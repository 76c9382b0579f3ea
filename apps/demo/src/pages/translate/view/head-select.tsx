import { Choice } from '../../../controls/choice.tsx';
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
        <Choice
          name={t.layer}
          values={heads.map((_, n) => n + 1)}
          value={layer}
          onChange={(chosen) => setQuery({ layer: String(chosen) })}
        />
        <Choice
          name={t.head}
          term="head"
          values={['mean', ...heads[layer - 1]!.map((_, n) => n + 1)]}
          value={head}
          textOf={(which) => (which === 'mean' ? t.allHeads : which)}
          onChange={(chosen) => setQuery({ head: String(chosen) })}
        />
      </div>
    </>
  );
}
