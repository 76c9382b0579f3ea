import { language, textsOf } from '../../../i18n/language.ts';
import { DownloadButton } from '../../../live/view/download-button.tsx';
import { Figure } from '../../../live/view/figure.tsx';
import { formatCount, formatShare } from '../../../live/view/format.ts';
import { RunPanel } from '../../../live/view/run-panel.tsx';
import type { TranslateRun } from '../run/translate-run.ts';
import { translateTexts } from '../translate-texts.ts';

export interface TranslatePanelProps {
  readonly run: TranslateRun;
  /** What learns beside it and rests with it. */
  readonly beside?: TranslateRun | undefined;
}

/** The run panel, with the share of sentences that come out right. */
export function TranslatePanel({ run, beside }: TranslatePanelProps) {
  const t = textsOf(translateTexts);
  const facts = run.facts.value;
  const isOnlyModel = run.phase.value === 'finished' && facts?.totalSteps === 0;
  const share = run.validated.value?.exactMatch;
  const other = beside?.validated.value?.exactMatch;
  return (
    <RunPanel
      run={run}
      beside={beside}
      speed={t.speed}
      status={isOnlyModel ? t.onlyModel : undefined}
      figures={
        <Figure
          name={t.exact}
          value={share === undefined ? '–' : formatShare(share)}
          about={
            other === undefined ? t.exactAbout : t.named(t.withoutAttention, formatShare(other))
          }
          isStrong
        />
      }
      buttons={
        <DownloadButton
          run={run}
          text={t.download}
          about={t.downloadAbout}
          fileName="rondo.safetensors"
          bytes={() => run.checkpoint()}
        />
      }
      about={
        facts &&
        t.facts(
          formatCount(facts.parameters, language.value),
          formatCount(facts.pairs, language.value),
          facts.backend,
        )
      }
    />
  );
}
