import { useState } from 'preact/hooks';
import { language, textsOf } from '../../i18n/language.ts';
import { liveTexts } from '../../live/live-texts.ts';
import { backendWish } from '../../live/run/backend-wish.ts';
import { DownloadButton } from '../../live/view/download-button.tsx';
import { Figure } from '../../live/view/figure.tsx';
import { formatCount, formatShare } from '../../live/view/format.ts';
import { KeptOffer } from '../../live/view/kept-offer.tsx';
import { LossChart } from '../../live/view/loss-chart.tsx';
import { RunPanel } from '../../live/view/run-panel.tsx';
import { route, setQuery } from '../../route/location.ts';
import { nonLocalTexts } from './non-local-texts.ts';
import { kept } from './run/kept.ts';
import { besideRun, mainRun } from './run/non-local-run.ts';
import { queryOf, settingsOf, type RunSettings } from './run/run-settings.ts';
import { AccuracyChart } from './view/accuracy-chart.tsx';
import { ClipLab } from './view/clip-lab.tsx';
import { DiversityFigures } from './view/diversity-figures.tsx';
import { ImageLab } from './view/image-lab.tsx';
import { SettingsForm } from './view/settings-form.tsx';
import '../../live/live.css';
import './non-local-page.css';

const keptRuns = {
  facts: () => kept.main.facts(),
  forget: async () => {
    await kept.beside.forget();
    await kept.main.forget();
  },
};

export function NonLocalPage() {
  const t = textsOf(nonLocalTexts);
  const settings = settingsOf(route.value.query);
  const [fault, setFault] = useState<unknown>();
  if (fault !== undefined) throw fault;
  const open = async (file: File): Promise<void> => {
    try {
      const bytes = new Uint8Array(await file.arrayBuffer());
      besideRun.end();
      await mainRun.openFile(bytes, backendWish());
    } catch (error) {
      setFault(error);
    }
  };
  return (
    <>
      <section class="intro">
        <h1>{t.title}</h1>
        <p class="lead">{t.lead}</p>
      </section>
      <KeptOffer
        run={mainRun}
        runs={keptRuns}
        what={({ block, clips }) => t.keptWhat(t[block], formatCount(clips, language.value))}
        onTakeUp={() => void takeUp().catch(setFault)}
      />
      <SettingsForm
        settings={settings}
        isAgain={mainRun.isReady.value}
        onChange={(changed) => setQuery(queryOf(changed))}
        onStart={() => start(settings)}
        onOpen={(file) => void open(file)}
      />
      <Training settings={settings} />
      <ClipLab settings={settings} />
      <ImageLab />
    </>
  );
}

/** How both networks learn. */
function Training({ settings }: { readonly settings: RunSettings }) {
  const t = textsOf(nonLocalTexts);
  const facts = mainRun.facts.value;
  const isBeside = besideRun.phase.value !== 'empty';
  const isCompared = mainRun.phase.value === 'empty' ? settings.isCompared : isBeside;
  const runs = isCompared ? [mainRun, besideRun] : [mainRun];
  const names = [t[facts?.settings.block ?? settings.block], t.nothingBetween];
  const totalSteps = mainRun.totalSteps.value;
  const share = mainRun.accuracies.value.at(-1)?.accuracy;
  const other = besideRun.accuracies.value.at(-1)?.accuracy;
  return (
    <section class="run" aria-labelledby="run-title">
      <h2 id="run-title">{textsOf(liveTexts).run}</h2>
      <div class="run-columns">
        <RunPanel
          run={mainRun}
          beside={isBeside ? besideRun : undefined}
          speed={t.speed}
          figures={
            <Figure
              name={t.accuracy}
              value={share === undefined ? '–' : formatShare(share)}
              about={other === undefined ? '\u00a0' : t.besideAccuracy(formatShare(other))}
              isStrong
            />
          }
          buttons={
            <DownloadButton
              run={mainRun}
              text={t.download}
              about={t.downloadAbout}
              fileName="rondo-non-local.safetensors"
              bytes={() => mainRun.call('checkpoint', undefined)}
            />
          }
          about={facts && t.facts(formatCount(facts.parameters, language.value), facts.backend)}
        />
        <AccuracyChart
          curves={runs.map(({ accuracies }, n) => ({ name: names[n]!, points: accuracies.value }))}
          totalSteps={totalSteps}
        />
        <LossChart
          curves={runs.map(({ losses }, n) => ({ name: names[n]!, points: losses.value }))}
          totalSteps={totalSteps}
          about={t.lossAbout}
        />
        <DiversityFigures diversity={mainRun.diversity.value} />
      </div>
    </section>
  );
}

function start(settings: RunSettings): void {
  const wish = backendWish(settings.isCompared ? 2 : 1);
  void mainRun.start(settings, wish);
  if (settings.isCompared) void besideRun.start({ ...settings, block: 'none' }, wish);
  else {
    besideRun.end();
    // Where nothing can be kept there is nothing to forget.
    kept.beside.forget().catch(() => undefined);
  }
}

/** Goes on with what the browser has kept: the run, and the one beside it. */
async function takeUp(): Promise<void> {
  const [main, beside] = await Promise.all([kept.main.facts(), kept.beside.facts()]);
  const isCompared = main?.settings.isCompared === true && beside !== undefined;
  const wish = backendWish(isCompared ? 2 : 1);
  if (isCompared) void besideRun.openKept(wish);
  await mainRun.openKept(wish);
}
