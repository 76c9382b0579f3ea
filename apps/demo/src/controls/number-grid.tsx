import { useRef, useState } from 'preact/hooks';
import './number-grid.css';

interface GridCell {
  readonly text: string;
  /** What a screen reader says. */
  readonly label: string;
  /** From 0 to 1: how strongly it is coloured. */
  readonly strength?: number;
  /** Whether it is below zero, which has a colour of its own. */
  readonly isMinus?: boolean;
  readonly isOff?: boolean;
}

export interface NumberGridProps {
  readonly label: string;
  readonly rowNames: readonly string[];
  readonly columnNames: readonly string[];
  readonly cell: (row: number, column: number) => GridCell;
  /** The cell that is looked at. */
  readonly marked?: { readonly row: number; readonly column: number } | undefined;
  readonly onLook: (row: number, column: number) => void;
  /** Where pressing a cell switches it off and on. */
  readonly onPress?: (row: number, column: number) => void;
}

/** Numbers in rows and columns. One tab stop; the arrow keys go from number to number. */
export function NumberGrid(props: NumberGridProps) {
  const { label, rowNames, columnNames, cell, marked, onLook, onPress } = props;
  const table = useRef<HTMLTableElement>(null);
  const [stop, setStop] = useState({ row: 0, column: 0 });
  const goTo = (row: number, column: number): void => {
    const buttons = table.current?.querySelectorAll<HTMLButtonElement>('tbody button');
    buttons?.[row * columnNames.length + column]?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    goTo(
      clamp(stop.row + step[0], rowNames.length),
      clamp(stop.column + step[1], columnNames.length),
    );
  };
  return (
    <div class="grid-frame">
      <table class="grid" ref={table} aria-label={label} onKeyDown={onKeyDown}>
        <thead>
          <tr>
            <td />
            {columnNames.map((name, column) => (
              <th key={column} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rowNames.map((name, row) => (
            <tr key={row}>
              <th scope="row">{name}</th>
              {columnNames.map((_, column) => {
                const { text, label: said, strength, isMinus, isOff = false } = cell(row, column);
                const isMarked = marked?.row === row && marked.column === column;
                return (
                  <td key={column}>
                    <button
                      type="button"
                      class={`grid-cell${isMarked ? ' is-marked' : ''}${isOff ? ' is-off' : ''}${isMinus ? ' is-minus' : ''}`}
                      style={strengthStyle(strength)}
                      aria-label={said}
                      aria-pressed={onPress ? isOff : undefined}
                      tabIndex={stop.row === row && stop.column === column ? 0 : -1}
                      onClick={() => onPress?.(row, column)}
                      onFocus={() => {
                        setStop({ row, column });
                        onLook(row, column);
                      }}
                      onPointerEnter={() => onLook(row, column)}
                    >
                      {text}
                    </button>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** How strongly a cell is coloured, from 0 to 1. */
export function strengthStyle(strength = 0): Readonly<Record<string, string>> {
  return { '--strength': `${Math.round(Math.min(1, strength) * 100)}%` };
}

function clamp(place: number, size: number): number {
  return Math.max(0, Math.min(size - 1, place));
}

const steps: Readonly<Record<string, readonly [row: number, column: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};
