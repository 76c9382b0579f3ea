import { textsOf } from '../../../i18n/language.ts';
import { wordsTexts } from '../words-texts.ts';
import type { LabelPlace } from './map-labels.ts';

export interface WordDotProps {
  readonly word: string;
  readonly group: number;
  readonly groupName: string | undefined;
  readonly x: number;
  readonly y: number;
  /** Where its label is, if there is room for it. */
  readonly label: LabelPlace | undefined;
  readonly isSelected: boolean;
  readonly isNear: boolean;
  /** Whether the Tab key leads to it. */
  readonly isReached: boolean;
  readonly onSelect: () => void;
  readonly onHover: () => void;
  readonly onReach: () => void;
}

/** A label that there is no room for, where a pointer asks for it. */
const besides: LabelPlace = { dx: 7, dy: -9 };

const moved = (x: number, y: number): string => `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px)`;

/** A word of the map: its dot, and its label. */
export function WordDot(props: WordDotProps) {
  const { word, group, groupName, x, y, label, isSelected, isNear, isReached } = props;
  const t = textsOf(wordsTexts);
  const { dx, dy } = label ?? besides;
  const states = [
    `word-on-map group-${group}`,
    ...(isSelected ? ['is-selected'] : []),
    ...(isNear ? ['is-near'] : []),
    ...(label ? [] : ['is-covered']),
  ];
  return (
    <button
      type="button"
      class={states.join(' ')}
      tabIndex={isReached ? 0 : -1}
      aria-pressed={isSelected}
      aria-label={groupName ? t.wordOf(word, groupName) : word}
      style={{ transform: moved(x, y) }}
      onClick={props.onSelect}
      onFocus={props.onReach}
      onMouseEnter={props.onHover}
    >
      <span class="dot" />
      <span class="label" style={{ transform: moved(dx, dy) }}>
        {word}
      </span>
    </button>
  );
}
