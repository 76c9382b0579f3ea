import { language, textsOf } from '../../../i18n/language.ts';
import { named } from '../../../i18n/punctuation.ts';
import { DownloadButton } from '../../../live/view/download-button.tsx';
import { Figure } from '../../../live/view/figure.tsx';
import { formatCount, formatShare } from '../../../live/view/format.ts';
import { RunPanel } from '../../../live/view/run-panel.tsx';
import type { TranslateRun } from '../run/translate-run.ts';
import { translateTexts } from '../translate-texts.ts';
import { linesText } from './lines-text.ts';

export interface TranslatePanelProps {
  readonly run: TranslateRun;
  /** What learns beside it and rests with it. */
  readonly beside?: TranslateRun | undefined;
  readonly onTakeUp: (id: string) => void;
}

/** The run panel, with the share of sentences that come out right. */
export function TranslatePanel({ run, beside, onTakeUp }: TranslatePanelProps) {
  const t = textsOf(translateTexts);
  const facts = run.facts.value;
  const isOnlyModel = run.phase.value === 'finished' && facts?.totalSteps === 0;
  const share = run.validated.value?.exactMatch;
  const other = beside?.validated.value?.exactMatch;
  return (
    <RunPanel
      run={run}
      beside={beside}
      onTakeUp={onTakeUp}
      speed={t.speed}
      speedTerm="token"
      status={isOnlyModel ? t.onlyModel : undefined}
      figures={
        <Figure
          name={t.exact}
          value={share === undefined ? '–' : formatShare(share)}
          about={other === undefined ? t.exactAbout : named(t.withoutAttention, formatShare(other))}
          isStrong
        />
      }
      buttons={
        <DownloadButton
          run={run}
          about={t.downloadAbout}
          fileName="rondo.safetensors"
          bytes={() => run.checkpoint()}
        />
      }
      about={
        facts &&
        [
          t.facts(
            t[facts.settings.task],
            t[facts.settings.model],
            facts.settings.size,
            facts.settings.layers,
            formatCount(facts.parameters, language.value),
            formatCount(facts.pairs, language.value),
            facts.backend.words,
          ),
          linesText(facts),
        ]
          .filter(Boolean)
          .join(' · ')
      }
    />
  );
}
