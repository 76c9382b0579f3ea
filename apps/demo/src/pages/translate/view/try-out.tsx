import { useEffect, useState } from 'preact/hooks';
import { ErrorView } from '../../../app/error-view.tsx';
import { textsOf } from '../../../i18n/language.ts';
import type { TranslateRun } from '../run/translate-run.ts';
import { translateTexts } from '../translate-texts.ts';
import type { TranslateOutput } from '../worker/protocol.ts';
import { Decisions } from './decisions.tsx';
import { HeatMap } from './heat-map.tsx';

const beams = [1, 3, 5];

export interface TryOutProps {
  readonly run: TranslateRun;
  readonly beside?: TranslateRun | undefined;
  /** A sentence to begin with. */
  readonly suggestion: string;
}

interface Asked {
  readonly text: string;
  readonly beam: number;
}

interface Answer extends Asked {
  readonly output: TranslateOutput;
  readonly besideText: string | undefined;
}

/** A sentence of one's own, what the model makes of it, where it looked and how it decided. */
export function TryOut({ run, beside, suggestion }: TryOutProps) {
  const t = textsOf(translateTexts);
  const [text, setText] = useState<string>();
  const [beam, setBeam] = useState(3);
  const [answer, setAnswer] = useState<Answer>();
  const [fault, setFault] = useState<unknown>();
  const sentence = text ?? suggestion;
  const isReady = run.isReady.value;
  useEffect(() => {
    if (!isReady) setAnswer(undefined);
  }, [isReady]);
  const ask = async (): Promise<void> => {
    const asked: Asked = { text: sentence, beam };
    try {
      const output = await run.translate(asked);
      const other = beside?.isReady.value ? await beside.translate(asked) : undefined;
      setAnswer({ ...asked, output, besideText: other?.text });
      setFault(undefined);
    } catch (error) {
      setFault(error);
    }
  };
  return (
    <section class="try-out" aria-labelledby="try-title">
      <h2 id="try-title">{t.tryOut}</h2>
      <p>{isReady ? t.tryOutAbout : t.needModel}</p>
      <form
        class="ask"
        onSubmit={(event) => {
          event.preventDefault();
          void ask();
        }}
      >
        <label class="field">
          <span>{t.sentence}</span>
          <input
            type="text"
            required
            spellcheck={false}
            autocomplete="off"
            value={sentence}
            onInput={({ currentTarget }) => setText(currentTarget.value)}
          />
        </label>
        <label class="field">
          <span>{t.beam}</span>
          <select
            value={beam}
            onChange={({ currentTarget }) => setBeam(Number(currentTarget.value))}
          >
            {beams.map((width) => (
              <option key={width} value={width}>
                {width === 1 ? t.greedy : t.beamOf(width)}
              </option>
            ))}
          </select>
        </label>
        <button class="button button-strong" disabled={!isReady}>
          {t.translate}
        </button>
      </form>
      {fault !== undefined && <ErrorView error={fault} />}
      {answer && isReady && (
        <>
          <Output answer={answer} />
          <HeatMap output={answer.output} />
          <Decisions key={`${answer.beam} ${answer.text}`} run={run} asked={answer} />
        </>
      )}
    </section>
  );
}

function Output({ answer: { output, besideText } }: { readonly answer: Answer }) {
  const t = textsOf(translateTexts);
  return (
    <div class="translation" aria-live="polite">
      {besideText !== undefined && <p class="quiet">{t.withAttention}</p>}
      <p class="translation-text" data-testid="translation">
        {output.text || t.emptyOutput}
      </p>
      {besideText !== undefined && (
        <>
          <p class="quiet">{t.withoutAttention}</p>
          <p class="translation-text is-beside">{besideText || t.emptyOutput}</p>
        </>
      )}
      {output.unknown.length > 0 && <p class="notice">{t.unknown(output.unknown.join(' '))}</p>}
    </div>
  );
}
