import { language, textsOf } from '../../../i18n/language.ts';
import { DownloadButton } from '../../../live/view/download-button.tsx';
import { Figure } from '../../../live/view/figure.tsx';
import { formatCount, formatShare } from '../../../live/view/format.ts';
import { RunPanel } from '../../../live/view/run-panel.tsx';
import { cellKinds } from '../cell/cell-kind.ts';
import { recurrentTexts } from '../recurrent-texts.ts';
import { learnRun as run } from './learn-run.ts';
import { learnTexts } from './learn-texts.ts';

/** The run panel, with the share of right answers of each net. */
export function LearnPanel({ onTakeUp }: { readonly onTakeUp: (id: string) => void }) {
  const t = textsOf(learnTexts);
  const names = textsOf(recurrentTexts);
  const facts = run.facts.value;
  const accuracy = run.checked.value?.accuracy;
  return (
    <RunPanel
      run={run}
      onTakeUp={onTakeUp}
      speed={t.speed}
      status={run.phase.value === 'finished' ? t.finished : undefined}
      figures={cellKinds.map((kind, n) => (
        <Figure
          key={kind}
          name={t.right(names[kind])}
          value={accuracy ? formatShare(accuracy[kind]) : '–'}
          {...(n === 0 ? { about: t.rightAbout, isStrong: true } : {})}
        />
      ))}
      buttons={
        <DownloadButton
          run={run}
          about={t.downloadAbout}
          fileName="rondo-recurrent.safetensors"
          bytes={() => run.checkpoint()}
        />
      }
      about={
        facts &&
        t.facts(
          t[facts.settings.task],
          facts.settings.delay,
          facts.settings.units,
          formatCount(facts.parameters, language.value),
          facts.backend.words,
        )
      }
    />
  );
}
