import { useRef, useState } from 'preact/hooks';
import { Choice } from '../../../controls/choice.tsx';
import { textsOf } from '../../../i18n/language.ts';
import { frames } from '../clip/clip-shape.ts';
import { digitLevels } from '../clip/example-clips.ts';
import { fill, stamp, type Pen } from '../clip/pen.ts';
import type { Clip } from '../clip/use-clip.ts';
import { nonLocalTexts } from '../non-local-texts.ts';
import { Paper } from './paper.tsx';
import { PenChoice } from './pen-choice.tsx';

const digits = Array.from({ length: 10 }, (_, n) => n);

/** Draws into a frame of the clip: with a pointer, with the keyboard, or by putting a digit or a colour there. */
export function Drawing({ clip }: { readonly clip: Clip }) {
  const t = textsOf(nonLocalTexts);
  const [frame, setFrame] = useState(0);
  const [pen, setPen] = useState<Pen>(0);
  const [digit, setDigit] = useState(5);
  const way = useRef(0);
  const put = (): void => {
    clip.draw(frame, stamp(digitLevels(digit, way.current), pen));
    way.current += 1;
  };
  return (
    <div class="drawing">
      <Paper
        id="paper-about"
        label={t.paper(frame + 1)}
        levels={clip.levels(frame)}
        pen={pen}
        onDraw={(levels) => clip.draw(frame, levels)}
      />
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
        <PenChoice name="pen" pen={pen} onChoose={setPen} />
        <div class="buttons put-digit">
          <Choice name={t.digit} values={digits} value={digit} onChange={setDigit} />
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
