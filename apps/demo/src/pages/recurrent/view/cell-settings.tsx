import { Field } from '../../../controls/field.tsx';
import { textsOf } from '../../../i18n/language.ts';
import { cellKinds, type CellKind } from '../cell/cell-kind.ts';
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
      <label class="field">
        <span>{t.cell}</span>
        <select
          value={state.kind}
          onChange={({ currentTarget }) =>
            change({ kind: currentTarget.value as CellKind, edits: {} })
          }
        >
          {cellKinds.map((kind) => (
            <option key={kind} value={kind}>
              {t[kind]}
            </option>
          ))}
        </select>
      </label>
      <Field name={t.hiddenSize} term="units">
        {(id) => (
          <select
            id={id}
            value={state.hiddenSize}
            onChange={({ currentTarget }) =>
              change({ hiddenSize: Number(currentTarget.value), edits: {} })
            }
          >
            {hiddenSizes.map((size) => (
              <option key={size} value={size}>
                {size}
              </option>
            ))}
          </select>
        )}
      </Field>
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
