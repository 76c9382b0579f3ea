import { useRef, useState } from 'preact/hooks';
import { textsOf } from '../../../i18n/language.ts';
import { size } from '../clip/clip-shape.ts';
import { brightest, type DrawnFrame } from '../clip/drawn-frame.ts';
import { drawLine, type Pen, type Point } from '../clip/pen.ts';
import { nonLocalTexts } from '../non-local-texts.ts';
import { FrameCanvas } from './frame-canvas.tsx';

export interface PaperProps {
  /** Names what describes it. */
  readonly id: string;
  readonly label: string;
  readonly levels: DrawnFrame;
  readonly pen: Pen;
  readonly onDraw: (levels: DrawnFrame) => void;
}

/** A frame to draw into with a pointer or the keyboard. */
export function Paper({ id, label, levels, pen, onDraw }: PaperProps) {
  const t = textsOf(nonLocalTexts);
  const [cursor, setCursor] = useState<Point>({ x: size / 2 + 0.5, y: size / 2 + 0.5 });
  const last = useRef<Point | undefined>(undefined);
  const line = (from: Point, to: Point): void => onDraw(drawLine(levels, from, to, pen));
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = steps[event.key];
    if (!step && event.key !== ' ' && event.key !== 'Enter') return;
    event.preventDefault();
    if (!step) line(cursor, cursor);
    else {
      const next = { x: clamp(cursor.x + step[0]), y: clamp(cursor.y + step[1]) };
      if (event.shiftKey) line(cursor, next);
      setCursor(next);
    }
  };
  return (
    <div class="paper-column">
      <div
        class="paper"
        role="application"
        tabIndex={0}
        aria-label={label}
        aria-describedby={id}
        onKeyDown={onKeyDown}
        onPointerDown={(event: PaperEvent) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          last.current = pointOf(event);
          line(last.current, last.current);
        }}
        onPointerMove={(event: PaperEvent) => {
          if (!last.current) return;
          const next = pointOf(event);
          line(last.current, next);
          last.current = next;
        }}
        onPointerUp={() => (last.current = undefined)}
        onPointerCancel={() => (last.current = undefined)}
      >
        <FrameCanvas pixels={levels} frame={0} count={1} brightest={brightest} />
        <span
          class="paper-cursor"
          style={{
            left: `${(100 * (cursor.x - 0.5)) / size}%`,
            top: `${(100 * (cursor.y - 0.5)) / size}%`,
          }}
        />
      </div>
      <p class="quiet" id={id}>
        {t.paperAbout}
      </p>
      <p class="visually-hidden" aria-live="polite">
        {t.cursorAt(Math.ceil(cursor.y), Math.ceil(cursor.x))}
      </p>
    </div>
  );
}

type PaperEvent = PointerEvent & { readonly currentTarget: HTMLDivElement };

function pointOf({ currentTarget, clientX, clientY }: PaperEvent): Point {
  const { left, top, width, height } = currentTarget.getBoundingClientRect();
  return { x: ((clientX - left) / width) * size, y: ((clientY - top) / height) * size };
}

function clamp(place: number): number {
  return Math.max(0.5, Math.min(size - 0.5, place));
}

const steps: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
};
