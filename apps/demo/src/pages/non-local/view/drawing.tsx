import { useRef, useState } from 'preact/hooks';
import { textsOf } from '../../../i18n/language.ts';
import { frames, size } from '../clip/clip-shape.ts';
import { digitLevels } from '../clip/example-clips.ts';
import { drawLine, fill, stamp, type Pen, type Point } from '../clip/pen.ts';
import type { Clip } from '../clip/use-clip.ts';
import { nonLocalTexts } from '../non-local-texts.ts';
import { FrameCanvas } from './frame-canvas.tsx';

const pens: readonly Pen[] = [0, 1, 2, 'eraser'];

/** Draws into a frame of the clip: with a pointer, with the keyboard, or by putting a digit or a colour there. */
export function Drawing({ clip }: { readonly clip: Clip }) {
  const t = textsOf(nonLocalTexts);
  const [frame, setFrame] = useState(0);
  const [pen, setPen] = useState<Pen>(0);
  const [digit, setDigit] = useState(5);
  const way = useRef(0);
  const penNames = { 0: t.red, 1: t.green, 2: t.blue, eraser: t.eraser };
  const put = (): void => {
    clip.draw(frame, stamp(digitLevels(digit, way.current), pen));
    way.current += 1;
  };
  return (
    <div class="drawing">
      <Paper clip={clip} frame={frame} pen={pen} />
      <div class="drawing-tools">
        <fieldset class="tool">
          <legend>{t.drawInto}</legend>
          {Array.from({ length: frames }, (_, n) => (
            <label class="check" key={n}>
              <input
                type="radio"
                name="drawn-frame"
                checked={frame === n}
                onChange={() => setFrame(n)}
              />
              {n === frames - 1 ? t.cueFrame(n + 1) : t.frame(n + 1)}
            </label>
          ))}
        </fieldset>
        <fieldset class="tool">
          <legend>{t.pen}</legend>
          {pens.map((one) => (
            <label class="check" key={one}>
              <input type="radio" name="pen" checked={pen === one} onChange={() => setPen(one)} />
              <span class={`pen pen-${one}`} aria-hidden="true" />
              {penNames[one]}
            </label>
          ))}
        </fieldset>
        <div class="buttons put-digit">
          <label class="field">
            <span>{t.digit}</span>
            <select
              value={digit}
              onChange={({ currentTarget }) => setDigit(Number(currentTarget.value))}
            >
              {Array.from({ length: 10 }, (_, n) => (
                <option key={n} value={n}>
                  {n}
                </option>
              ))}
            </select>
          </label>
          <button type="button" class="button" disabled={pen === 'eraser'} onClick={put}>
            {t.putDigit}
          </button>
        </div>
        <div class="buttons">
          <button
            type="button"
            class="button"
            disabled={pen === 'eraser'}
            onClick={() => clip.draw(frame, fill(pen))}
          >
            {t.fillFrame}
          </button>
          <button type="button" class="button" onClick={() => clip.draw(frame, fill('eraser'))}>
            {t.clearFrame}
          </button>
          <button
            type="button"
            class="button"
            disabled={!clip.isDrawn}
            onClick={() => clip.choose(clip.number)}
          >
            {t.undraw}
          </button>
        </div>
      </div>
    </div>
  );
}

interface PaperProps {
  readonly clip: Clip;
  readonly frame: number;
  readonly pen: Pen;
}

function Paper({ clip, frame, pen }: PaperProps) {
  const t = textsOf(nonLocalTexts);
  const [cursor, setCursor] = useState<Point>({ x: size / 2 + 0.5, y: size / 2 + 0.5 });
  const last = useRef<Point | undefined>(undefined);
  const line = (from: Point, to: Point): void =>
    clip.draw(frame, drawLine(clip.levels(frame), from, to, pen));
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
        aria-label={t.paper(frame + 1)}
        aria-describedby="paper-about"
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
        <FrameCanvas pixels={clip.pixels} frame={frame} />
        <span
          class="paper-cursor"
          style={{
            left: `${(100 * (cursor.x - 0.5)) / size}%`,
            top: `${(100 * (cursor.y - 0.5)) / size}%`,
          }}
        />
      </div>
      <p class="quiet" id="paper-about">
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
