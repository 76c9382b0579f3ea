import { useRef, useState } from 'preact/hooks';
import { textsOf } from '../../../i18n/language.ts';
import { framePixels, size } from '../clip/clip-shape.ts';
import { brightest, type DrawnFrame } from '../clip/drawn-frame.ts';
import { nonLocalTexts } from '../non-local-texts.ts';
import { formatWeight } from './format-weight.ts';
import { FrameCanvas } from './frame-canvas.tsx';

export interface ImageViewProps {
  readonly image: DrawnFrame;
  readonly query: number;
  readonly map: readonly number[] | undefined;
  readonly onQuery: (place: number) => void;
}

/** An image with what one of its pixels takes of all. One tab stop; the arrow keys go from pixel to pixel. */
export function ImageView({ image, query, map, onQuery }: ImageViewProps) {
  const t = textsOf(nonLocalTexts);
  const view = useRef<HTMLDivElement>(null);
  const [stop, setStop] = useState(query);
  const [looked, setLooked] = useState<number>();
  const most = Math.max(1e-12, ...(map ?? []));
  const said = (place: number): string => {
    const named = t.pixel(Math.floor(place / size) + 1, (place % size) + 1);
    return map ? t.takes(named, formatWeight(map[place]!)) : named;
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    const row = clamp(Math.floor(stop / size) + step[0]);
    const column = clamp((stop % size) + step[1]);
    view.current?.querySelectorAll<HTMLButtonElement>('button')[row * size + column]?.focus();
  };
  return (
    <div class="image-view">
      <div class="frame-box" role="group" aria-label={t.image} ref={view} onKeyDown={onKeyDown}>
        <FrameCanvas pixels={image} frame={0} count={1} brightest={brightest} />
        <div class="frame-places image-places">
          {[...Array(framePixels).keys()].map((place) => (
            <button
              key={place}
              type="button"
              class={place === query ? 'place is-query' : 'place'}
              style={{ '--heat': `${((100 * (map?.[place] ?? 0)) / most).toFixed(0)}%` }}
              aria-label={said(place)}
              aria-pressed={place === query}
              tabIndex={place === stop ? 0 : -1}
              onClick={() => onQuery(place)}
              onFocus={() => {
                setStop(place);
                setLooked(place);
              }}
              onPointerEnter={() => setLooked(place)}
            />
          ))}
        </div>
      </div>
      <p class="map-said number" aria-live="polite">
        {looked === undefined ? '\u00a0' : said(looked)}
      </p>
      <p class="quiet map-facts" data-testid="image-facts">
        {map ? t.sum(formatWeight(map.reduce((sum, weight) => sum + weight, 0))) : '\u00a0'}
      </p>
    </div>
  );
}

function clamp(place: number): number {
  return Math.max(0, Math.min(size - 1, place));
}

const steps: Readonly<Record<string, readonly [row: number, column: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};
