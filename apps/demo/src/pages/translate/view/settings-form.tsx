import { Check } from '../../../controls/check.tsx';
import { Choice } from '../../../controls/choice.tsx';
import { NumberField } from '../../../controls/number-field.tsx';
import { textsOf } from '../../../i18n/language.ts';
import { SetUpForm, type SetUpProps } from '../../../live/view/set-up-form.tsx';
import {
  epochRange,
  layerCounts,
  models,
  sizes,
  tasks,
  withChoice,
  type RunSettings,
} from '../run/run-settings.ts';
import { mainRun } from '../run/runs.ts';
import { translateTexts } from '../translate-texts.ts';
import { OwnTextInput } from './own-text-input.tsx';

/** What is learned, and what learns. */
export function SettingsForm({ settings, onChange, ...begin }: SetUpProps<RunSettings>) {
  const t = textsOf(translateTexts);
  const { task, model } = settings;
  const change = (changes: Partial<RunSettings>): void => onChange({ ...settings, ...changes });
  const about = {
    dates: t.datesAbout,
    reverse: t.reverseAbout,
    addition: t.additionAbout,
    own: t.ownAbout,
  }[task];
  const modelAbout = {
    attention: t.attentionAbout,
    plain: t.plainAbout,
    transformer: t.transformerAbout,
  }[model];
  return (
    <SetUpForm {...begin} name={t.setUp} run={mainRun}>
      <div class="set-up-part">
        <Choice
          name={t.task}
          values={tasks}
          value={task}
          textOf={(name) => t[name]}
          onChange={(name) => onChange(withChoice(settings, { task: name }))}
        />
        <p class="quiet two-lines">{about}</p>
        {task === 'own' && <OwnTextInput />}
      </div>
      <div class="set-up-part">
        <Choice
          name={t.model}
          values={models}
          value={model}
          textOf={(name) => t[name]}
          onChange={(name) => onChange(withChoice(settings, { model: name }))}
        />
        <p class="quiet two-lines">{modelAbout}</p>
        <div class="sizes">
          <Choice
            name={t.size}
            term="units"
            values={sizes}
            value={settings.size}
            onChange={(size) => change({ size })}
          />
          <Choice
            name={t.layers}
            term="layers"
            values={layerCounts}
            value={settings.layers}
            onChange={(layers) => change({ layers })}
          />
          <NumberField
            name={t.epochs}
            term="epoch"
            value={settings.epochs}
            range={epochRange}
            onChange={(epochs) => change({ epochs })}
          />
        </div>
        <Check
          text={t.compare}
          isChecked={settings.isCompared}
          isDisabled={model !== 'attention'}
          onChange={(isCompared) => change({ isCompared })}
        />
      </div>
    </SetUpForm>
  );
}
