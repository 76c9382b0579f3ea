import type { ComponentChildren } from 'preact';
import { useEffect, useId, useState } from 'preact/hooks';
import { textsOf } from '../../i18n/language.ts';
import { locale } from '../../i18n/locale.ts';
import { liveTexts } from '../live-texts.ts';
import type { KeptRuns, Offer } from '../run/kept-runs.ts';
import { longPatience } from '../run/run-lock.ts';
import type { SteeredRun } from './steered-run.ts';

/** Milliseconds after which the page is shown without an answer. */
const longestWait = 1500;

export interface KeptOfferProps<Settings> {
  readonly run: SteeredRun;
  readonly runs: Pick<KeptRuns<Settings, unknown>, 'offers' | 'forget'>;
  /** What a run of these settings learns. */
  readonly what: (settings: Settings) => string;
  readonly onTakeUp: (id: string) => void;
  /** What is below waits until it is known whether there is an offer: nothing jumps. */
  readonly children: ComponentChildren;
}

/** Offers the runs that the browser has kept and no tab has open, as long as no other one is there. */
export function KeptOffer<Settings>(props: KeptOfferProps<Settings>) {
  const { run, runs, what, onTakeUp, children } = props;
  const [offers, setOffers] = useState<readonly Offer<Settings>[]>();
  const fault = run.fault.value;
  useEffect(() => {
    let isWanted = true;
    let again: ReturnType<typeof setTimeout> | undefined;
    const look = async (): Promise<readonly Offer<Settings>[]> => {
      // Where nothing can be kept there is nothing to offer.
      const found = await runs.offers().catch(() => []);
      if (isWanted) setOffers(found);
      return found;
    };
    void look().then((found) => {
      // A tab that was just closed may not have let go of its run yet.
      if (isWanted && found.length === 0) again = setTimeout(() => void look(), longPatience);
    });
    // Meanwhile another tab may have taken a run up, or given one up.
    const onReturn = (): void => {
      if (!document.hidden) void look();
    };
    document.addEventListener('visibilitychange', onReturn);
    addEventListener('focus', onReturn);
    const timer = setTimeout(() => setOffers((found) => found ?? []), longestWait);
    return () => {
      isWanted = false;
      clearTimeout(timer);
      clearTimeout(again);
      document.removeEventListener('visibilitychange', onReturn);
      removeEventListener('focus', onReturn);
    };
    // What could not be taken up may be gone.
  }, [runs, fault]);
  const shown = run.phase.value === 'empty' ? offers : [];
  if (!shown) return null;
  const forget = ({ id }: Offer<Settings>): void => {
    // Hidden only when it is gone: who reloads at once must not meet it again.
    void runs.forget(id).finally(() => setOffers(shown.filter((one) => one.id !== id)));
  };
  return (
    <>
      {shown.map((offer) => (
        <OneOffer
          key={offer.id}
          offer={offer}
          what={what(offer.settings)}
          onTakeUp={() => onTakeUp(offer.id)}
          onForget={() => forget(offer)}
        />
      ))}
      {children}
    </>
  );
}

interface OneOfferProps {
  readonly offer: Offer<unknown>;
  readonly what: string;
  readonly onTakeUp: () => void;
  readonly onForget: () => void;
}

function OneOffer({ offer: { step, totalSteps, at }, what, onTakeUp, onForget }: OneOfferProps) {
  const t = textsOf(liveTexts);
  const about = useId();
  const time = new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeStyle: 'short' });
  return (
    <section class="notice kept-offer">
      <p id={about}>{t.keptOffer(what, step, totalSteps, time.format(at))}</p>
      <div class="buttons">
        <button
          type="button"
          class="button button-strong"
          aria-describedby={about}
          onClick={onTakeUp}
        >
          {t.takeUp}
        </button>
        <button type="button" class="button" aria-describedby={about} onClick={onForget}>
          {t.forget}
        </button>
      </div>
    </section>
  );
}
