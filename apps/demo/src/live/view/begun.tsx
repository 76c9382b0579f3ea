import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { ErrorView } from '../../app/error-view.tsx';
import { textsOf } from '../../i18n/language.ts';
import { isAboutFile, isAboutText } from '../../mistakes/explain-error.ts';
import { liveTexts } from '../live-texts.ts';
import type { SteeredRun } from './steered-run.ts';

/** Whether a person has begun a run on this page. Once that is so, results keep their places, also where the run came to nothing. */
export function useBegun(run: SteeredRun): boolean {
  const isBegun = run.phase.value !== 'empty' || run.isPreparing.value || run.isReady.value;
  const [wasBegun, setWasBegun] = useState(isBegun);
  if (isBegun && !wasBegun) setWasBegun(true);
  return isBegun || wasBegun;
}

/** How a run goes, once there is one; until then a line says what will be here, so that nobody scrolls past empty frames. Why the last one was not taken is told. */
export function OncePanelBegun(props: {
  readonly run: SteeredRun;
  /** What will be here. */
  readonly until: string;
  readonly children: ComponentChildren;
}) {
  const { run, until, children } = props;
  const fault = run.fault.value;
  if (useBegun(run)) return <>{children}</>;
  return (
    <div class="not-begun">
      <p class="status" role="status">
        {textsOf(liveTexts).empty}
      </p>
      <p class="quiet">{until}</p>
      {fault !== undefined && !isAboutText(fault) && !isAboutFile(fault) && (
        <ErrorView error={fault} />
      )}
    </div>
  );
}
