import { ErrorView } from '../../../app/error-view.tsx';
import { textsOf } from '../../../i18n/language.ts';
import { benchmarkTexts } from '../benchmark-texts.ts';
import { benchmarkRun } from '../run/benchmark-run.ts';
import { contestantName } from './contestant-name.ts';
import { workloadText } from './workload-text.ts';

/** How far the measurement is, and what steers it. */
export function ProgressPanel(props: {
  readonly rounds: number;
  readonly canStart: boolean;
  readonly isAgain: boolean;
  readonly onStart: () => void;
  readonly onOpen: (file: File) => void;
}) {
  const t = textsOf(benchmarkTexts);
  const { phase, progress, fault } = benchmarkRun;
  const isRunning = phase.value === 'running';
  return (
    <section class="bench-progress" aria-label={t.progress}>
      <div class="buttons">
        {isRunning ? (
          <button type="button" class="button" onClick={() => benchmarkRun.stop()}>
            {t.stop}
          </button>
        ) : (
          <button
            type="button"
            class="button button-strong"
            disabled={!props.canStart}
            onClick={props.onStart}
          >
            {props.isAgain ? t.restart : t.start}
          </button>
        )}
        <label class="button file-button">
          {t.openFile}
          <input
            type="file"
            class="visually-hidden"
            accept=".json,application/json"
            onChange={({ currentTarget }) => {
              const [file] = currentTarget.files ?? [];
              currentTarget.value = '';
              if (file) props.onOpen(file);
            }}
          />
        </label>
      </div>
      <progress class="progress" max={1} value={progress.value} aria-label={t.progress} />
      <p role="status">{props.canStart || isRunning ? t[phase.value] : t.nothingChosen}</p>
      <p class="quiet bench-moment number">
        <MomentText rounds={props.rounds} />
      </p>
      {fault.value !== undefined && <ErrorView error={fault.value} />}
    </section>
  );
}

function MomentText({ rounds }: { readonly rounds: number }) {
  const t = textsOf(benchmarkTexts);
  const moment = benchmarkRun.moment.value;
  if (!moment || benchmarkRun.phase.value !== 'running') return <>{'\u00a0'}</>;
  const { workload, id, round } = moment;
  return <>{t.moment(workloadText(workload).title, contestantName(id), round, rounds)}</>;
}
