import { Check } from '../../controls/check.tsx';
import { Choice } from '../../controls/choice.tsx';
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
      <Choice
        name={t.mask}
        values={kind === 'own' ? ['none', 'causal', 'own'] : ['none', 'causal']}
        value={kind}
        textOf={(name) => ({ none: t.maskNone, causal: t.maskCausal, own: t.maskOwn })[name]}
        onChange={(name) => change({ mask: name === 'causal' ? causal : openMask })}
      />
      <Choice
        name={t.heads}
        term="head"
        values={[1, 2]}
        value={state.heads}
        onChange={(heads) => change({ heads })}
      />
      <Check text={t.scaled} isChecked={state.scaled} onChange={(scaled) => change({ scaled })} />
      <Check
        text={t.positions}
        isChecked={state.positions}
        onChange={(positions) => change({ positions })}
      />
      <Check
        text={t.projections}
        isChecked={state.projections}
        onChange={(projections) => change({ projections })}
      />
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
