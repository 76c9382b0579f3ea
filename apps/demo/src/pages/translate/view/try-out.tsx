import { useRef, useState } from 'preact/hooks';
import { ErrorView } from '../../../app/error-view.tsx';
import { Choice } from '../../../controls/choice.tsx';
import { textsOf } from '../../../i18n/language.ts';
import { useBegun } from '../../../live/view/begun.tsx';
import type { TranslateRun } from '../run/translate-run.ts';
import { translateTexts } from '../translate-texts.ts';
import type { LookOutput, TranslateFacts, TranslateOutput } from '../worker/protocol.ts';
import { visible } from '../../../live/view/format.ts';
import { Decisions, nothingForced, type Forced } from './decisions.tsx';
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
  /** Of the run that was asked. */
  readonly facts: TranslateFacts | undefined;
  readonly forced: Forced;
  readonly look: LookOutput;
  /** By the model beside it, which decides alone. */
  readonly beside: TranslateOutput | undefined;
}

/** A sentence of one's own, what the model makes of it, where it looked and how it decided. */
export function TryOut({ run, beside, suggestion }: TryOutProps) {
  const t = textsOf(translateTexts);
  const [text, setText] = useState<string>();
  const [beam, setBeam] = useState(3);
  const [answer, setAnswer] = useState<Answer>();
  const [fault, setFault] = useState<unknown>();
  const [isWaiting, setIsWaiting] = useState(false);
  const isBegun = useBegun(run);
  const sentence = text ?? suggestion;
  const isReady = run.isReady.value;
  const last = useRef(0);
  const ask = async ({ text: asked, beam: width }: Asked, forced: Forced): Promise<void> => {
    const question = ++last.current;
    const facts = run.facts.peek();
    const input = { text: asked, beam: width };
    // Nor has a run that was replaced meanwhile anything to say.
    const isWanted = (): boolean => question === last.current && facts === run.facts.peek();
    setIsWaiting(true);
    try {
      const [look, other] = await Promise.all([
        run.look({ ...input, prefix: forced.tokens }),
        beside?.isReady.value ? beside.translate({ ...input, prefix: [] }) : undefined,
      ]);
      if (!isWanted()) return;
      setAnswer({ ...input, facts, forced, look, beside: other });
      setFault(undefined);
    } catch (error) {
      if (isWanted()) setFault(error);
    } finally {
      if (question === last.current) setIsWaiting(false);
    }
  };
  return (
    <section class="try-out" aria-labelledby="try-title" aria-busy={isWaiting}>
      <h2 id="try-title">{t.tryOut}</h2>
      <p>{isReady ? t.tryOutAbout : t.needModel}</p>
      {isBegun && (
        <form
          class="ask"
          onSubmit={(event) => {
            event.preventDefault();
            void ask({ text: sentence, beam }, nothingForced);
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
          <Choice
            name={t.beam}
            term="beam"
            values={beams}
            value={beam}
            textOf={(width) => (width === 1 ? t.greedy : t.beamOf(width))}
            onChange={setBeam}
          />
          <button class="button button-strong" disabled={!isReady}>
            {t.translate}
          </button>
        </form>
      )}
      {fault !== undefined && <ErrorView error={fault} />}
      {answer && answer.facts === run.facts.value && (
        <>
          <Output answer={answer} />
          <HeatMap output={answer.look.output} />
          <Decisions
            look={answer.look}
            forced={answer.forced}
            onForce={(forced) => void ask(answer, forced)}
          />
        </>
      )}
    </section>
  );
}

function Output({ answer: { look, forced, beside } }: { readonly answer: Answer }) {
  const t = textsOf(translateTexts);
  const { output } = look;
  return (
    <div class="translation" aria-live="polite">
      {beside && <p class="quiet">{t.withAttention}</p>}
      <p class="translation-text" data-testid="translation">
        {output.text || t.emptyOutput}
      </p>
      <p class="quiet">
        {t.answeredAt(output.step)}
        {forced.texts.length > 0 && ` · ${t.asForced(forced.texts.map(visible).join(' '))}`}
      </p>
      {beside && (
        <>
          <p class="quiet">{t.withoutAttention}</p>
          <p class="translation-text is-beside">{beside.text || t.emptyOutput}</p>
          <p class="quiet">{t.answeredAt(beside.step)}</p>
        </>
      )}
      {output.unknown.length > 0 && <p class="notice">{t.unknown(output.unknown.join(' '))}</p>}
    </div>
  );
}
