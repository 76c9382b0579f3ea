import { Choice } from '../../../controls/choice.tsx';
import { textsOf } from '../../../i18n/language.ts';
import { cellKinds } from '../cell/cell-kind.ts';
import { hiddenSizes, initialState, type CellState } from '../cell/cell-state.ts';
import { recurrentTexts } from '../recurrent-texts.ts';

export interface CellSettingsProps {
  readonly state: CellState;
  readonly change: (changes: Partial<CellState>) => void;
}

/** Which cell, how large, and with which weights. */
export function CellSettings({ state, change }: CellSettingsProps) {
  const t = textsOf(recurrentTexts);
  const about = { rnn: t.rnnAbout, gru: t.gruAbout, lstm: t.lstmAbout }[state.kind];
  return (
    <section class="cell-settings" aria-label={t.settings}>
      <Choice
        name={t.cell}
        values={cellKinds}
        value={state.kind}
        textOf={(kind) => t[kind]}
        onChange={(kind) => change({ kind, edits: {} })}
      />
      <Choice
        name={t.hiddenSize}
        term="units"
        values={hiddenSizes}
        value={state.hiddenSize}
        onChange={(hiddenSize) => change({ hiddenSize, edits: {} })}
      />
      <div class="buttons">
        <button
          type="button"
          class="button"
          onClick={() => change({ seed: (state.seed % 1e6) + 1, edits: {} })}
        >
          {t.drawAgain}
        </button>
        <button type="button" class="button" onClick={() => change(initialState)}>
          {t.reset}
        </button>
      </div>
      <p class="quiet cell-about">{about}</p>
    </section>
  );
}
