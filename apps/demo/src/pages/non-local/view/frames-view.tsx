import { useRef, useState } from 'preact/hooks';
import { textsOf } from '../../../i18n/language.ts';
import { framePlaces, frames, placeOf, places, positionOf } from '../clip/clip-shape.ts';
import { nonLocalTexts } from '../non-local-texts.ts';
import { formatWeight } from './format-weight.ts';
import { FrameCanvas } from './frame-canvas.tsx';

export interface FramesViewProps {
  readonly pixels: Float32Array;
  readonly query: number;
  /** What the query takes of each position. */
  readonly map: readonly number[] | undefined;
  /** From 0 to 1: how strongly a weight is coloured. */
  readonly strength: (weight: number) => number;
  readonly onQuery: (place: number) => void;
}

/** The frames with what the query takes of each position. One tab stop; the arrow keys go from position to position, across frames. */
export function FramesView({ pixels, query, map, strength, onQuery }: FramesViewProps) {
  const t = textsOf(nonLocalTexts);
  const view = useRef<HTMLDivElement>(null);
  const [stop, setStop] = useState(query);
  const [looked, setLooked] = useState<number>();
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = neighbour(stop, event.key);
    if (next === undefined) return;
    event.preventDefault();
    view.current?.querySelectorAll<HTMLButtonElement>('button')[next]?.focus();
  };
  const named = (place: number): string => {
    const { frame, row, column } = positionOf(place);
    return t.position(frame + 1, row + 1, column + 1);
  };
  const said = (place: number): string =>
    map ? t.takes(named(place), formatWeight(map[place]!)) : named(place);
  return (
    <>
      <div class="frames" role="group" aria-label={t.frames} ref={view} onKeyDown={onKeyDown}>
        {[...Array(frames).keys()].map((frame) => (
          <figure class="frame" key={frame}>
            <div class="frame-box">
              <FrameCanvas pixels={pixels} frame={frame} />
              <div class="frame-places">
                {[...Array(framePlaces).keys()].map((within) => {
                  const place = frame * framePlaces + within;
                  const weight = map?.[place];
                  const heat = weight === undefined ? 0 : strength(weight);
                  return (
                    <button
                      key={within}
                      type="button"
                      class={place === query ? 'place is-query' : 'place'}
                      style={{ '--heat': `${(100 * Math.min(1, heat)).toFixed(0)}%` }}
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
                  );
                })}
              </div>
            </div>
            <figcaption>
              {frame === frames - 1 ? t.cueFrame(frame + 1) : t.frame(frame + 1)}
              <span class="number">{map ? formatWeight(sumOf(map, frame)) : '\u00a0'}</span>
            </figcaption>
          </figure>
        ))}
      </div>
      <p class="map-said number" aria-live="polite">
        {looked === undefined ? '\u00a0' : said(looked)}
      </p>
    </>
  );
}

function sumOf(map: readonly number[], frame: number): number {
  return map
    .slice(frame * framePlaces, (frame + 1) * framePlaces)
    .reduce((sum, weight) => sum + weight, 0);
}

/** The position beside one; frames stand side by side. */
function neighbour(place: number, key: string): number | undefined {
  const { frame, row, column } = positionOf(place);
  const across = frame * places + column;
  const moved = {
    ArrowUp: [row - 1, across],
    ArrowDown: [row + 1, across],
    ArrowLeft: [row, across - 1],
    ArrowRight: [row, across + 1],
  }[key];
  if (!moved) return undefined;
  const [r, a] = [clamp(moved[0]!, places), clamp(moved[1]!, frames * places)];
  return placeOf({ frame: Math.floor(a / places), row: r, column: a % places });
}

function clamp(value: number, count: number): number {
  return Math.max(0, Math.min(count - 1, value));
}
