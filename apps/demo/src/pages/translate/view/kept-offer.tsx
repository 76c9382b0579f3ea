import { useEffect, useState } from 'preact/hooks';
import { language, textsOf } from '../../../i18n/language.ts';
import type { LiveRun } from '../run/live-run.ts';
import { backendWish } from '../run/runs.ts';
import { translateTexts } from '../translate-texts.ts';
import { forgetRun, keptFacts, type KeptFacts } from '../worker/kept-run.ts';

/** Offers the run that the browser has kept, as long as no other one is there. */
export function KeptOffer({ run }: { readonly run: LiveRun }) {
  const t = textsOf(translateTexts);
  const [kept, setKept] = useState<KeptFacts>();
  useEffect(() => {
    let isWanted = true;
    keptFacts().then(
      (facts) => isWanted && setKept(facts),
      // Where nothing can be kept there is nothing to offer.
      () => undefined,
    );
    return () => {
      isWanted = false;
    };
  }, []);
  if (!kept || run.phase.value !== 'empty') return null;
  const { settings, step, totalSteps, at } = kept;
  const what = `${t[settings.task]}, ${t[settings.model]}`;
  const time = new Intl.DateTimeFormat(language.value, { dateStyle: 'medium', timeStyle: 'short' });
  return (
    <section class="notice kept-offer">
      <p>{t.keptOffer(what, step, totalSteps, time.format(at))}</p>
      <div class="buttons">
        <button
          type="button"
          class="button button-strong"
          onClick={() => void run.openKept(backendWish())}
        >
          {t.takeUp}
        </button>
        <button
          type="button"
          class="button"
          onClick={() => {
            // Hidden only when it is gone: who reloads at once must not meet it again.
            void forgetRun().finally(() => setKept(undefined));
          }}
        >
          {t.forget}
        </button>
      </div>
    </section>
  );
}
