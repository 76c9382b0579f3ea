import { useState } from 'preact/hooks';
import { NumberGrid } from '../../../controls/number-grid.tsx';
import { textsOf } from '../../../i18n/language.ts';
import { route } from '../../../route/location.ts';
import { translateTexts } from '../translate-texts.ts';
import type { TranslateOutput } from '../worker/protocol.ts';
import { formatShare, visible } from '../../../live/view/format.ts';
import { weightsOf } from './head-choice.ts';
import { HeadSelect } from './head-select.tsx';

/** Where a model looked while it wrote: rows are what it wrote, columns what it read. */
export function HeatMap({ output }: { readonly output: TranslateOutput }) {
  const t = textsOf(translateTexts);
  const [place, setPlace] = useState<{ row: number; column: number }>();
  const attention = weightsOf(output, route.value.query);
  const tokens = output.tokens.map(visible);
  const sourceTokens = output.sourceTokens.map(visible);
  const said = (row: number, column: number): string =>
    t.weight(tokens[row]!, sourceTokens[column]!, formatShare(attention![row]![column]!));
  const isThere = place && place.row < tokens.length && place.column < sourceTokens.length;
  return (
    <section class="inside" aria-labelledby="heat-title">
      <h3 id="heat-title">{t.heatMap}</h3>
      {attention ? (
        <>
          <p class="quiet">{t.heatMapAbout}</p>
          {output.heads && <HeadSelect heads={output.heads} />}
          <div class="heat">
            <NumberGrid
              label={t.heatMap}
              rowNames={tokens}
              columnNames={sourceTokens}
              cell={(row, column) => ({
                text: '',
                label: said(row, column),
                // Small weights are many; the square root lets them be seen.
                strength: Math.sqrt(attention[row]![column]!),
              })}
              marked={place}
              onLook={(row, column) => setPlace({ row, column })}
            />
          </div>
          <p class="heat-said number" aria-live="polite">
            {isThere ? said(place.row, place.column) : '\u00a0'}
          </p>
        </>
      ) : (
        <p>{t.noAttention}</p>
      )}
    </section>
  );
}
