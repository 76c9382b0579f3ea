import { textsOf } from '../../../i18n/language.ts';
import { wordsTexts } from '../words-texts.ts';
import { mostZoom } from './map-view.ts';

export interface MapButtonsProps {
  readonly zoom: number;
  /** The word that is chosen, if it is on the map. */
  readonly word: string | undefined;
  readonly onZoom: (factor: number) => void;
  readonly onAll: () => void;
  readonly onWord: () => void;
}

/** Keys of the map, and by how much they zoom. */
export const zoomKeys: Readonly<Record<string, number>> = {
  '+': 1.6,
  '=': 1.6,
  '-': 1 / 1.6,
  _: 1 / 1.6,
};

/** What a hand can do on the map, for those who have none to spare or no wheel. */
export function MapButtons({ zoom, word, onZoom, onAll, onWord }: MapButtonsProps) {
  const t = textsOf(wordsTexts);
  const isWhole = zoom <= 1;
  return (
    <div class="map-buttons">
      <button
        type="button"
        class="button map-button"
        aria-keyshortcuts="-"
        disabled={isWhole}
        onClick={() => onZoom(zoomKeys['-']!)}
      >
        <span aria-hidden="true">−</span>
        <span class="visually-hidden">{t.zoomOut}</span>
      </button>
      <button
        type="button"
        class="button map-button"
        aria-keyshortcuts="+"
        disabled={zoom >= mostZoom}
        onClick={() => onZoom(zoomKeys['+']!)}
      >
        <span aria-hidden="true">+</span>
        <span class="visually-hidden">{t.zoomIn}</span>
      </button>
      <button type="button" class="button" aria-keyshortcuts="0" disabled={isWhole} onClick={onAll}>
        {t.showAll}
      </button>
      {word !== undefined && (
        <button type="button" class="button" onClick={onWord}>
          {t.zoomToWord(word)}
        </button>
      )}
    </div>
  );
}
