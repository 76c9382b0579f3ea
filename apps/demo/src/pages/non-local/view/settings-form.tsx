import { Check } from '../../../controls/check.tsx';
import { Choice } from '../../../controls/choice.tsx';
import { NumberField } from '../../../controls/number-field.tsx';
import { language, textsOf } from '../../../i18n/language.ts';
import { formatCount } from '../../../live/view/format.ts';
import { SetUpForm, type SetUpProps } from '../../../live/view/set-up-form.tsx';
import { nonLocalTexts } from '../non-local-texts.ts';
import { mainRun } from '../run/non-local-run.ts';
import { blocks, clipCounts, seedRange, type RunSettings } from '../run/run-settings.ts';

/** What stands between the frames, and how long it learns. */
export function SettingsForm({ settings, onChange, ...begin }: SetUpProps<RunSettings>) {
  const t = textsOf(nonLocalTexts);
  const change = (changes: Partial<RunSettings>): void => onChange({ ...settings, ...changes });
  const about = {
    embeddedGaussian: t.embeddedGaussianAbout,
    gaussian: t.gaussianAbout,
    dotProduct: t.dotProductAbout,
    concatenation: t.concatenationAbout,
    temporal: t.temporalAbout,
    none: t.noneAbout,
  }[settings.block];
  return (
    <SetUpForm {...begin} name={t.setUp} run={mainRun}>
      <div class="set-up-part">
        <Choice
          name={t.block}
          values={blocks}
          value={settings.block}
          textOf={(name) => t[name]}
          onChange={(block) =>
            change({ block, isCompared: settings.isCompared || settings.block === 'none' })
          }
        />
        <p class="quiet block-about">{about}</p>
      </div>
      <div class="set-up-part">
        <div class="sizes">
          <Choice
            name={t.clips}
            values={clipCounts}
            value={settings.clips}
            textOf={(count) => formatCount(count, language.value)}
            onChange={(clips) => change({ clips })}
          />
          <NumberField
            name={t.seed}
            term="seed"
            value={settings.seed}
            range={seedRange}
            onChange={(seed) => change({ seed })}
          />
        </div>
        <Check
          text={t.compare}
          isChecked={settings.isCompared}
          isDisabled={settings.block === 'none'}
          onChange={(isCompared) => change({ isCompared })}
        />
      </div>
    </SetUpForm>
  );
}
