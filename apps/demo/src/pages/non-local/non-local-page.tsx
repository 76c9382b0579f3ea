import { FaultBoundary } from '../../app/fault-boundary.tsx';
import { UnknownSettings } from '../../controls/unknown-settings.tsx';
import { language, textsOf } from '../../i18n/language.ts';
import { liveTexts } from '../../live/live-texts.ts';
import { DownloadButton } from '../../live/view/download-button.tsx';
import { Figure } from '../../live/view/figure.tsx';
import { formatCount, formatShare } from '../../live/view/format.ts';
import { KeptOffer } from '../../live/view/kept-offer.tsx';
import { OncePanelBegun } from '../../live/view/begun.tsx';
import { LossChart } from '../../live/view/loss-chart.tsx';
import { RunPanel } from '../../live/view/run-panel.tsx';
import { route, setQuery } from '../../route/location.ts';
import { allPlaces, framePixels } from './clip/clip-shape.ts';
import { parseFrame } from './clip/drawn-frame.ts';
import { exampleCount } from './clip/example-clips.ts';
import { frameNames } from './clip/use-clip.ts';
import { contrasts } from './image/use-image.ts';
import { nonLocalTexts } from './non-local-texts.ts';
import { openFile, runPair, start } from './run/begin-runs.ts';
import { besideRun, mainRun } from './run/non-local-run.ts';
import { queryOf, settingsOf, type RunSettings } from './run/run-settings.ts';
import { AccuracyChart } from './view/accuracy-chart.tsx';
import { ClipLab } from './view/clip-lab.tsx';
import { DiversityFigures } from './view/diversity-figures.tsx';
import { ImageLab } from './view/image-lab.tsx';
import { SettingsForm } from './view/settings-form.tsx';
import '../../live/live.css';
import './non-local-page.css';

const takeUp = (id: string): void => void runPair.takeUp(id);

const isFrame = (text: string): boolean => parseFrame(text) !== undefined;

function isWithin(least: number, most: number): (text: string) => boolean {
  return (text) => /^\d+$/.test(text) && Number(text) >= least && Number(text) <= most;
}

export function NonLocalPage() {
  const t = textsOf(nonLocalTexts);
  const settings = settingsOf(route.value.query);
  return (
    <>
      <section class="intro">
        <h1>{t.title}</h1>
        <p class="lead">{t.lead}</p>
      </section>
      <KeptOffer
        run={mainRun}
        runs={runPair}
        what={({ block, clips }) => t.keptWhat(t[block], formatCount(clips, language.value))}
        onTakeUp={takeUp}
      >
        <UnknownSettings
          known={{
            block: settings.block,
            clips: settings.clips,
            seed: settings.seed,
            compare: settings.isCompared ? 'yes' : 'no',
            clip: isWithin(1, exampleCount),
            at: isWithin(0, allPlaces - 1),
            ...Object.fromEntries(frameNames.map((name) => [name, isFrame])),
            image: isFrame,
            from: isWithin(0, framePixels - 1),
            contrast: (text) => contrasts.some((known) => String(known) === text),
          }}
        />
        <SettingsForm
          settings={settings}
          isAgain={mainRun.isReady.value}
          onChange={(changed) => setQuery(queryOf(changed))}
          onStart={() => void start(settings)}
          onOpen={(file) => void openFile(file)}
        />
        <Training settings={settings} onTakeUp={takeUp} />
        <FaultBoundary>
          <ClipLab settings={settings} />
        </FaultBoundary>
        <FaultBoundary>
          <ImageLab />
        </FaultBoundary>
      </KeptOffer>
    </>
  );
}

/** How both networks learn. */
function Training(props: {
  readonly settings: RunSettings;
  readonly onTakeUp: (id: string) => void;
}) {
  const { settings, onTakeUp } = props;
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
      <OncePanelBegun run={mainRun} until={t.willLearn}>
        <div class="run-columns">
          <RunPanel
            run={mainRun}
            beside={isBeside ? besideRun : undefined}
            onTakeUp={onTakeUp}
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
                about={t.downloadAbout}
                fileName="rondo-non-local.safetensors"
                bytes={() => mainRun.call('checkpoint', undefined)}
              />
            }
            about={
              facts &&
              t.facts(
                t.keptWhat(
                  t[facts.settings.block],
                  formatCount(facts.settings.clips, language.value),
                ),
                formatCount(facts.parameters, language.value),
                facts.backend.words,
              )
            }
          />
          <AccuracyChart
            curves={runs.map(({ accuracies }, n) => ({
              name: names[n]!,
              points: accuracies.value,
            }))}
            totalSteps={totalSteps}
          />
          <LossChart
            curves={runs.map(({ losses }, n) => ({ name: names[n]!, points: losses.value }))}
            totalSteps={totalSteps}
            about={t.lossAbout}
          />
          <DiversityFigures diversity={mainRun.diversity.value} />
        </div>
      </OncePanelBegun>
    </section>
  );
}
