import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ErrorView } from '../../app/error-view.tsx';
import { lookForWebGpu, processors } from '../../backend/backend-choice.ts';
import { UnknownSettings } from '../../controls/unknown-settings.tsx';
import { textsOf } from '../../i18n/language.ts';
import { locale } from '../../i18n/locale.ts';
import { route, setQuery } from '../../route/location.ts';
import { benchmarkTexts } from './benchmark-texts.ts';
import type { BenchmarkRecord } from './record/record.ts';
import { readRecord } from './record/record-file.ts';
import { formatLink, parseLink } from './record/record-link.ts';
import { benchmarkRun } from './run/benchmark-run.ts';
import { offered, queryOf, settingsOf } from './run/benchmark-settings.ts';
import { barGroups } from './view/bars.ts';
import { BarChart } from './view/bar-chart.tsx';
import { NumberTable } from './view/number-table.tsx';
import { ProgressPanel } from './view/progress-panel.tsx';
import { idsHere, SettingsForm } from './view/settings-form.tsx';
import { SharePanel } from './view/share-panel.tsx';
import '../../live/live.css';
import './benchmark-page.css';

/** The page, once it is known whether there is a graphics device: nothing jumps then. */
export async function loadBenchmarkPage(): Promise<ComponentType> {
  await lookForWebGpu();
  return BenchmarkPage;
}

/** The links of results that were measured here since the page was loaded. */
const measuredHere = new Set<string>();

/** What of this page's measurements is in the address already. */
let told: BenchmarkRecord | undefined;

const isOffered = (name: string): boolean => offered.some((one) => one.name === name);

function BenchmarkPage() {
  const t = textsOf(benchmarkTexts);
  const { query } = route.value;
  const here = idsHere();
  const settings = settingsOf(query, here);
  const [fault, setFault] = useState<unknown>();
  const isRunning = benchmarkRun.phase.value === 'running';
  const measured = benchmarkRun.record.value;
  useEffect(() => {
    if (!measured || isRunning || (measured === told && query['r'])) return;
    const link = formatLink(measured);
    told = measured;
    measuredHere.add(link);
    setQuery({ r: link });
  }, [measured, isRunning]);
  // What is being measured, or was a moment ago, is not in the address yet.
  const isNew = isRunning || (measured !== undefined && measured !== told);
  const record = isNew ? measured : parseLink(query['r']);
  const beside = parseLink(query['vs']);
  const start = (): void => {
    // Results of others stay beside one's own.
    if (query['r'] && !measuredHere.has(query['r'])) setQuery({ vs: query['r'] });
    setQuery({ r: undefined });
    void benchmarkRun.start(settings, processors);
  };
  const open = async (file: File): Promise<void> => {
    try {
      const link = formatLink(await readRecord(file));
      setQuery(record ? { vs: link } : { r: link });
      setFault(undefined);
    } catch (error) {
      setFault(error);
    }
  };
  const isDamaged = (query['r'] && !record) || (query['vs'] && !beside);
  return (
    <>
      <section class="intro">
        <h1>{t.title}</h1>
        <p class="lead">{t.lead}</p>
      </section>
      <UnknownSettings
        known={{
          work: (text) => text === 'none' || text.split(',').every(isOffered),
          on: (text) => /^(webgpu|[1-9]\d{0,2})(,(webgpu|[1-9]\d{0,2}))*$/.test(text),
          rounds: settings.rounds,
          // What cannot be read of these is told where the results are.
          r: () => true,
          vs: () => true,
        }}
      />
      <SettingsForm settings={settings} onChange={(changed) => setQuery(queryOf(changed, here))} />
      <ProgressPanel
        rounds={settings.rounds}
        canStart={settings.work.length > 0}
        isAgain={record !== undefined}
        onStart={start}
        onOpen={(file) => void open(file)}
      />
      {fault !== undefined && <ErrorView error={fault} />}
      <section class="bench-results" aria-labelledby="bench-results">
        <h2 id="bench-results">{t.results}</h2>
        {isDamaged && <p class="notice">{t.damagedLink}</p>}
        {record || beside ? (
          <Results record={record} beside={beside} isRunning={isRunning} />
        ) : (
          <p class="quiet">{t.noResults}</p>
        )}
      </section>
    </>
  );
}

function Results(props: {
  readonly record: BenchmarkRecord | undefined;
  readonly beside: BenchmarkRecord | undefined;
  readonly isRunning: boolean;
}) {
  const t = textsOf(benchmarkTexts);
  const { record, beside } = props;
  const isCompared = beside !== undefined;
  const groups = barGroups(record, beside);
  return (
    <>
      {beside && (
        <button type="button" class="button" onClick={() => setQuery({ vs: undefined })}>
          {t.dropBeside}
        </button>
      )}
      <BarChart groups={groups} isCompared={isCompared} />
      <NumberTable groups={groups} isCompared={isCompared} />
      <dl class="bench-facts">
        {record && <Facts name={t.these} record={record} />}
        {beside && <Facts name={t.beside} record={beside} />}
      </dl>
      {record && !props.isRunning && <SharePanel record={record} />}
    </>
  );
}

function Facts({ name, record }: { readonly name: string; readonly record: BenchmarkRecord }) {
  const t = textsOf(benchmarkTexts);
  const { at, browser, processors: count, rounds, contestants } = record;
  const time = new Intl.DateTimeFormat(locale(), {
    dateStyle: 'medium',
    timeStyle: 'short',
  }).format(at);
  return (
    <div>
      <dt>{name}</dt>
      <dd>{t.facts(browser, count, rounds, time)}</dd>
      <dd class="quiet">{Object.values(contestants).filter(Boolean).join(', ')}</dd>
    </div>
  );
}
