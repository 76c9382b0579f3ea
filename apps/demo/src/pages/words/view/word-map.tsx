import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { language, textsOf } from '../../../i18n/language.ts';
import type { Look, WordsFacts } from '../worker/protocol.ts';
import { wordsTexts } from '../words-texts.ts';
import {
  directions,
  fitted,
  nextWord,
  writtenLabels,
  type ArrowKey,
  type MapSize,
} from './map-layout.ts';

export interface WordMapProps {
  readonly facts: WordsFacts;
  readonly look: Look;
  readonly selected: string;
  /** The nearest words of the one that is looked at. */
  readonly near: ReadonlySet<string>;
  readonly onSelect: (word: string) => void;
  readonly onHover: (word: string | undefined) => void;
}

const isArrow = (key: string): key is ArrowKey => Object.hasOwn(directions, key);

/** Words in the plane: each is a button; arrows lead from one to the next. */
export function WordMap({ facts, look, selected, near, onSelect, onHover }: WordMapProps) {
  const t = textsOf(wordsTexts);
  const [frame, size] = useSize();
  const { shown, groups } = facts;
  const words = shown.map(({ word }) => word);
  const places = fitted(look.points, size);
  const first = words.flatMap((word, n) => (word === selected || near.has(word) ? [n] : []));
  const written = writtenLabels(places, words, [
    ...words.flatMap((word, n) => (word === selected ? [n] : [])),
    ...first,
    ...firstOfGroups(facts),
    ...words.keys(),
  ]);
  const current = Math.max(0, words.indexOf(selected));
  const move = (event: KeyboardEvent): void => {
    if (!isArrow(event.key)) return;
    event.preventDefault();
    const next = nextWord(places, current, event.key);
    onSelect(words[next]!);
    frame.current?.querySelectorAll('button')[next]?.focus();
  };
  return (
    <div
      class="word-map"
      ref={frame}
      role="group"
      aria-label={t.map}
      onKeyDown={move}
      onMouseLeave={() => onHover(undefined)}
    >
      {shown.map(({ word, group }, n) => {
        const states = [
          `word-on-map group-${group}`,
          ...(word === selected ? ['is-selected'] : []),
          ...(near.has(word) ? ['is-near'] : []),
          ...(written.has(n) ? [] : ['is-covered']),
        ];
        const name = groups[group]?.[language.value];
        return (
          <button
            key={word}
            type="button"
            class={states.join(' ')}
            tabIndex={n === current ? 0 : -1}
            aria-pressed={word === selected}
            aria-label={name ? t.wordOf(word, name) : word}
            style={{
              transform: `translate(${places[2 * n]!.toFixed(1)}px, ${places[2 * n + 1]!.toFixed(1)}px)`,
            }}
            onClick={() => onSelect(word)}
            onFocus={() => onHover(word)}
            onMouseEnter={() => onHover(word)}
          >
            <span class="dot" />
            <span class="label">{word}</span>
          </button>
        );
      })}
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

function useSize() {
  const frame = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState<MapSize>({ width: 600, height: 440 });
  useLayoutEffect(() => {
    const element = frame.current;
    if (!element) return undefined;
    const measure = (): void => {
      setSize({ width: element.clientWidth, height: element.clientHeight });
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [frame, size] as const;
}
