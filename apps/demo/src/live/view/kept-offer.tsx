import { useEffect, useState } from 'preact/hooks';
import { language, textsOf } from '../../i18n/language.ts';
import { liveTexts } from '../live-texts.ts';
import type { KeptFacts, KeptRuns } from '../run/kept-runs.ts';
import type { SteeredRun } from './steered-run.ts';

export interface KeptOfferProps<Settings> {
  readonly run: SteeredRun;
  readonly runs: Pick<KeptRuns<Settings, unknown>, 'facts' | 'forget'>;
  /** What a run of these settings learns. */
  readonly what: (settings: Settings) => string;
  readonly onTakeUp: () => void;
}

/** Offers the run that the browser has kept, as long as no other one is there. */
export function KeptOffer<Settings>({ run, runs, what, onTakeUp }: KeptOfferProps<Settings>) {
  const t = textsOf(liveTexts);
  const [kept, setKept] = useState<KeptFacts<Settings>>();
  useEffect(() => {
    let isWanted = true;
    runs.facts().then(
      (facts) => isWanted && setKept(facts),
      // Where nothing can be kept there is nothing to offer.
      () => undefined,
    );
    return () => {
      isWanted = false;
    };
  }, [runs]);
  if (!kept || run.phase.value !== 'empty') return null;
  const { settings, step, totalSteps, at } = kept;
  const time = new Intl.DateTimeFormat(language.value, { dateStyle: 'medium', timeStyle: 'short' });
  return (
    <section class="notice kept-offer">
      <p>{t.keptOffer(what(settings), step, totalSteps, time.format(at))}</p>
      <div class="buttons">
        <button type="button" class="button button-strong" onClick={onTakeUp}>
          {t.takeUp}
        </button>
        <button
          type="button"
          class="button"
          onClick={() => {
            // Hidden only when it is gone: who reloads at once must not meet it again.
            void runs.forget().finally(() => setKept(undefined));
          }}
        >
          {t.forget}
        </button>
      </div>
    </section>
  );
}
