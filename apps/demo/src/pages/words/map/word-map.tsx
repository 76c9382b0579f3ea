import { useLayoutEffect, useMemo } from 'preact/hooks';
import { language, textsOf } from '../../../i18n/language.ts';
import type { Look, WordsFacts } from '../worker/protocol.ts';
import { wordsTexts } from '../words-texts.ts';
import { labelWidths } from './label-widths.ts';
import { labelPlaces, needsLine } from './map-labels.ts';
import { MapButtons, zoomKeys } from './map-buttons.tsx';
import { directions, fitted, nextWord, type ArrowKey } from './map-layout.ts';
import { LabelLines } from './label-lines.tsx';
import { placesIn, viewAround, viewOf, wholeMap, type MapView } from './map-view.ts';
import { useMapZoom } from './use-map-zoom.ts';
import { useSize } from './use-size.ts';
import { WordDot } from './word-dot.tsx';

export interface WordMapProps {
  readonly facts: WordsFacts;
  readonly look: Look;
  readonly selected: string;
  /** The nearest words of the one that is looked at. */
  readonly near: ReadonlySet<string>;
  /** What the address tells of what is shown. */
  readonly readView: () => MapView | undefined;
  readonly onSelect: (word: string) => void;
  readonly onHover: (word: string | undefined) => void;
  readonly onView: (view: MapView) => void;
}

const isArrow = (key: string): key is ArrowKey => Object.hasOwn(directions, key);

/** Words in the plane: each is a button; arrows lead from one to the next, plus and minus zoom. */
export function WordMap(props: WordMapProps) {
  const { facts, look, selected, near, readView, onSelect, onHover, onView } = props;
  const t = textsOf(wordsTexts);
  const [frame, size] = useSize();
  const { shown, groups } = facts;
  const words = useMemo(() => shown.map(({ word }) => word), [shown]);
  const widths = useMemo(() => labelWidths(words), [words]);
  const all = useMemo(() => fitted(look.points, size), [look, size]);
  const { transform, isMoving, scaleBy, show } = useMapZoom(frame, { size, readView, onView });
  const places = placesIn(all, transform);
  const chosen = words.indexOf(selected);
  const neighbours = words.flatMap((word, n) => (near.has(word) && n !== chosen ? [n] : []));
  const always = chosen < 0 ? neighbours : [chosen, ...neighbours];
  const labels = labelPlaces({
    places,
    widths,
    size,
    always,
    order: [...firstOfGroups(facts), ...words.keys()],
  });
  const current = Math.max(0, chosen);
  const placeOf = (n: number): [number, number] => [places[2 * n]!, places[2 * n + 1]!];
  const isSeen = (n: number): boolean => {
    const [x, y] = placeOf(n);
    return x >= 0 && y >= 0 && x <= size.width && y <= size.height;
  };
  /** The chosen word stays where it is, so that nobody loses it. */
  const zoomBy = (factor: number): void =>
    scaleBy(factor, chosen >= 0 && isSeen(chosen) ? placeOf(chosen) : undefined);
  /** Moves the map until a word is in the window, should it be outside. */
  const reveal = (n: number): void => {
    if (isSeen(n)) return;
    const { zoom } = viewOf(transform, size);
    show({ zoom, x: all[2 * n]! / size.width, y: all[2 * n + 1]! / size.height });
  };
  useLayoutEffect(() => {
    if (chosen >= 0 && transform.k > 1) reveal(chosen);
  }, [selected]);
  const onKeyDown = (event: KeyboardEvent): void => {
    const { key, ctrlKey, altKey, metaKey } = event;
    if (ctrlKey || altKey || metaKey) return;
    const factor = zoomKeys[key];
    if (factor !== undefined) zoomBy(factor);
    else if (key === '0') show(wholeMap);
    else if (isArrow(key)) {
      const next = nextWord(places, current, key);
      onSelect(words[next]!);
      frame.current?.querySelectorAll('button')[next]?.focus({ preventScroll: true });
    } else return;
    event.preventDefault();
  };
  const states = [
    'word-map',
    ...(isMoving ? ['is-moving'] : []),
    ...(transform.k > 1 ? ['is-zoomed'] : []),
  ];
  return (
    <div class="map-and-buttons">
      <div
        class={states.join(' ')}
        ref={frame}
        role="group"
        aria-label={t.map}
        aria-describedby="map-hint"
        onKeyDown={onKeyDown}
        onMouseLeave={() => onHover(undefined)}
      >
        <LabelLines
          size={size}
          lines={always.flatMap((n) => {
            const place = labels.get(n);
            return place && needsLine(place, widths[n]!)
              ? [{ x: places[2 * n]!, y: places[2 * n + 1]!, place, width: widths[n]! }]
              : [];
          })}
        />
        {shown.map(({ word, group }, n) => (
          <WordDot
            key={word}
            word={word}
            group={group}
            groupName={groups[group]?.[language.value]}
            x={places[2 * n]!}
            y={places[2 * n + 1]!}
            label={labels.get(n)}
            isSelected={n === chosen}
            isNear={near.has(word)}
            isReached={n === current}
            onSelect={() => onSelect(word)}
            onHover={() => onHover(word)}
            onReach={() => {
              onHover(word);
              reveal(n);
            }}
          />
        ))}
      </div>
      <MapButtons
        zoom={transform.k}
        word={chosen < 0 ? undefined : selected}
        onZoom={zoomBy}
        onAll={() => show(wholeMap)}
        onWord={() => show(viewAround(all, always, size))}
      />
      <p class="quiet" id="map-hint">
        {t.mapHint}
      </p>
    </div>
  );
}

/** A word of each group, so that each is named where there is room. */
function firstOfGroups({ shown, groups }: WordsFacts): number[] {
  return groups.flatMap((_, group) => {
    const n = shown.findIndex((word) => word.group === group);
    return n < 0 ? [] : [n];
  });
}
