import { Field } from '../../controls/field.tsx';
import { textsOf } from '../../i18n/language.ts';
import { causal, initialState, openMask, type AttentionState } from './attention-state.ts';
import { attentionTexts } from './attention-texts.ts';

export interface AttentionControlsProps {
  readonly state: AttentionState;
  readonly change: (changes: Partial<AttentionState>) => void;
}

export function AttentionControls({ state, change }: AttentionControlsProps) {
  const t = textsOf(attentionTexts);
  const kind = maskKind(state.mask);
  return (
    <section class="controls" aria-label={t.controls}>
      <label class="field">
        <span>{t.mask}</span>
        <select
          value={kind}
          onChange={({ currentTarget: { value } }) =>
            change({ mask: value === 'causal' ? causal : openMask })
          }
        >
          <option value="none">{t.maskNone}</option>
          <option value="causal">{t.maskCausal}</option>
          {kind === 'own' && <option value="own">{t.maskOwn}</option>}
        </select>
      </label>
      <Field name={t.heads} term="head">
        {(id) => (
          <select
            id={id}
            value={state.heads}
            onChange={({ currentTarget: { value } }) => change({ heads: value === '2' ? 2 : 1 })}
          >
            <option value="1">1</option>
            <option value="2">2</option>
          </select>
        )}
      </Field>
      <label class="check">
        <input
          type="checkbox"
          checked={state.scaled}
          onChange={({ currentTarget: { checked } }) => change({ scaled: checked })}
        />
        {t.scaled}
      </label>
      <label class="check">
        <input
          type="checkbox"
          checked={state.positions}
          onChange={({ currentTarget: { checked } }) => change({ positions: checked })}
        />
        {t.positions}
      </label>
      <label class="check">
        <input
          type="checkbox"
          checked={state.projections}
          onChange={({ currentTarget: { checked } }) => change({ projections: checked })}
        />
        {t.projections}
      </label>
      <button type="button" class="button" onClick={() => change(initialState)}>
        {t.reset}
      </button>
    </section>
  );
}

function maskKind(mask: AttentionState['mask']): 'none' | 'causal' | 'own' {
  const is = (other: AttentionState['mask']): boolean =>
    mask.every((row, i) => row.every((may, j) => may === other[i]![j]));
  if (is(openMask)) return 'none';
  return is(causal) ? 'causal' : 'own';
}
