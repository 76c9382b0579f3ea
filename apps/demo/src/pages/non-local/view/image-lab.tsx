import { useState } from 'preact/hooks';
import { Choice } from '../../../controls/choice.tsx';
import { textsOf } from '../../../i18n/language.ts';
import { fill, type Pen } from '../clip/pen.ts';
import { contrasts, useImage } from '../image/use-image.ts';
import { nonLocalTexts } from '../non-local-texts.ts';
import { ImageView } from './image-view.tsx';
import { Paper } from './paper.tsx';
import { PenChoice } from './pen-choice.tsx';

/** The Gaussian block on the bare colours of one image: what it does before anything was learned. */
export function ImageLab() {
  const t = textsOf(nonLocalTexts);
  const state = useImage();
  const [pen, setPen] = useState<Pen>(0);
  return (
    <section class="clip-lab" aria-labelledby="image-title">
      <h2 id="image-title">{t.imageTitle}</h2>
      <p>{t.imageAbout}</p>
      <div class="image-lab">
        <ImageView
          image={state.image}
          query={state.query}
          map={state.map}
          onQuery={state.lookFrom}
        />
        <Paper
          id="image-paper-about"
          label={t.imagePaper}
          levels={state.image}
          pen={pen}
          onDraw={state.draw}
        />
        <div class="drawing-tools">
          <Choice
            name={t.contrast}
            values={contrasts}
            value={state.contrast}
            onChange={state.setContrast}
          />
          <p class="quiet">{t.contrastAbout}</p>
          <PenChoice name="image-pen" pen={pen} onChoose={setPen} />
          <div class="buttons">
            <button type="button" class="button" onClick={() => state.draw(fill('eraser'))}>
              {t.clearImage}
            </button>
            <button
              type="button"
              class="button"
              disabled={!state.isDrawn}
              onClick={() => state.draw(undefined)}
            >
              {t.undraw}
            </button>
          </div>
        </div>
      </div>
    </section>
  );
}
