import { textsOf } from '../../../i18n/language.ts';
import { Figure } from '../../../live/view/figure.tsx';
import { nonLocalTexts } from '../non-local-texts.ts';
import type { Diversity } from '../worker/protocol.ts';
import { formatWeight } from './format-weight.ts';

/** Whether the maps of a block depend on the position that looks. */
export function DiversityFigures({ diversity }: { readonly diversity: Diversity | undefined }) {
  const t = textsOf(nonLocalTexts);
  return (
    <div class="diversity">
      <h3>{t.diversity}</h3>
      <p class="quiet">{t.diversityAbout}</p>
      <dl class="figures">
        <Figure
          name={t.cosineDistance}
          value={shown(diversity?.cosineDistance)}
          about={t.cosineDistanceAbout}
        />
        <Figure
          name={t.varianceShare}
          value={shown(diversity?.varianceShare)}
          about={t.varianceShareAbout}
        />
      </dl>
    </div>
  );
}

function shown(number: number | undefined): string {
  return number === undefined ? '–' : formatWeight(number);
}
