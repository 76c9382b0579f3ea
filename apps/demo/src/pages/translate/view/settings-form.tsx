import { FileButton } from '../../../controls/file-button.tsx';
import { NumberChoice } from '../../../controls/number-choice.tsx';
import { NumberField } from '../../../controls/number-field.tsx';
import { textsOf } from '../../../i18n/language.ts';
import { FileFault } from '../../../live/view/file-fault.tsx';
import {
  epochRange,
  layerCounts,
  models,
  sizes,
  tasks,
  usualSettings,
  type ModelName,
  type RunSettings,
  type Task,
} from '../run/run-settings.ts';
import { mainRun } from '../run/runs.ts';
import { translateTexts } from '../translate-texts.ts';
import { OwnTextInput } from './own-text-input.tsx';

export interface SettingsFormProps {
  readonly settings: RunSettings;
  readonly isAgain: boolean;
  readonly onChange: (settings: RunSettings) => void;
  readonly onStart: () => void;
  readonly onOpen: (file: File) => void;
}

/** What is learned, and what learns. */
export function SettingsForm({ settings, isAgain, onChange, onStart, onOpen }: SettingsFormProps) {
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
    <form
      class="set-up"
      aria-label={t.setUp}
      onSubmit={(event) => {
        event.preventDefault();
        onStart();
      }}
    >
      <div class="set-up-part">
        <label class="field">
          <span>{t.task}</span>
          <select
            value={task}
            onChange={({ currentTarget }) =>
              onChange(usualSettings(currentTarget.value as Task, model))
            }
          >
            {tasks.map((name) => (
              <option key={name} value={name}>
                {t[name]}
              </option>
            ))}
          </select>
        </label>
        <p class="quiet two-lines">{about}</p>
        {task === 'own' && <OwnTextInput />}
      </div>
      <div class="set-up-part">
        <label class="field">
          <span>{t.model}</span>
          <select
            value={model}
            onChange={({ currentTarget }) =>
              onChange(usualSettings(task, currentTarget.value as ModelName))
            }
          >
            {models.map((name) => (
              <option key={name} value={name}>
                {t[name]}
              </option>
            ))}
          </select>
        </label>
        <p class="quiet two-lines">{modelAbout}</p>
        <div class="sizes">
          <NumberChoice
            name={t.size}
            term="units"
            values={sizes}
            value={settings.size}
            onChange={(size) => change({ size })}
          />
          <NumberChoice
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
        <label class="check">
          <input
            type="checkbox"
            checked={settings.isCompared}
            disabled={model !== 'attention'}
            onChange={({ currentTarget }) => change({ isCompared: currentTarget.checked })}
          />
          {t.compare}
        </label>
      </div>
      <div class="buttons">
        <button class="button button-strong">{isAgain ? t.restart : t.start}</button>
        <FileButton text={t.openFile} accept=".safetensors" onOpen={onOpen} />
        <FileFault run={mainRun} />
      </div>
    </form>
  );
}
