interface Ranked {
  readonly word: string;
  /** What the bar shows, from 0 to 1. */
  readonly share: number;
  readonly text: string;
}

export interface RankedListProps {
  readonly title: string;
  readonly items: readonly Ranked[];
  /** Rows that are kept free while there is nothing. */
  readonly rows?: number;
  readonly onChoose?: ((word: string) => void) | undefined;
}

/** Words with numbers, the largest first. */
export function RankedList({ title, items, rows = 0, onChoose }: RankedListProps) {
  const free = Math.max(0, rows - items.length);
  return (
    <div class="ranked-frame">
      <p class="ranked-title">{title}</p>
      <ol class="ranked" aria-label={title}>
        {items.map(({ word, share, text }) => (
          <li key={word}>
            {onChoose ? (
              <button type="button" class="ranked-word" onClick={() => onChoose(word)}>
                {word}
              </button>
            ) : (
              <span class="ranked-word">{word}</span>
            )}
            <span class="ranked-bar" aria-hidden="true">
              <span style={{ width: `${(100 * Math.max(0, Math.min(1, share))).toFixed(1)}%` }} />
            </span>
            <span class="number">{text}</span>
          </li>
        ))}
        {Array.from({ length: free }, (_, n) => (
          <li key={n} class="is-free" aria-hidden="true">
            &nbsp;
          </li>
        ))}
      </ol>
    </div>
  );
}
