import { FileButton } from '../../../controls/file-button.tsx';
import { NumberChoice } from '../../../controls/number-choice.tsx';
import { NumberField } from '../../../controls/number-field.tsx';
import { textsOf } from '../../../i18n/language.ts';
import { FileFault } from '../../../live/view/file-fault.tsx';
import { learnRun } from './learn-run.ts';
import {
  delays,
  keepBiases,
  stepRange,
  tasks,
  unitCounts,
  type LearnSettings,
  type TaskName,
} from './learn-settings.ts';
import { learnTexts } from './learn-texts.ts';

export interface LearnFormProps {
  readonly settings: LearnSettings;
  readonly isAgain: boolean;
  readonly onChange: (changes: Partial<LearnSettings>) => void;
  readonly onStart: () => void;
  readonly onOpen: (file: File) => void;
}

/** What is learned, and by which nets. */
export function LearnForm({ settings, isAgain, onChange, onStart, onOpen }: LearnFormProps) {
  const t = textsOf(learnTexts);
  const { task } = settings;
  const about = { remember: t.rememberAbout, echo: t.echoAbout, parity: t.parityAbout }[task];
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
        <div class="task-choice">
          <label class="field">
            <span>{t.task}</span>
            <select
              value={task}
              onChange={({ currentTarget }) => onChange({ task: currentTarget.value as TaskName })}
            >
              {tasks.map((name) => (
                <option key={name} value={name}>
                  {t[name]}
                </option>
              ))}
            </select>
          </label>
          <NumberChoice
            name={task === 'parity' ? t.bits : t.delay}
            values={delays}
            value={settings.delay}
            onChange={(delay) => onChange({ delay })}
          />
        </div>
        <p class="quiet two-lines">{about}</p>
      </div>
      <div class="set-up-part">
        <div class="sizes">
          <NumberChoice
            name={t.units}
            term="units"
            values={unitCounts}
            value={settings.units}
            onChange={(units) => onChange({ units })}
          />
          <NumberChoice
            name={t.keepBias}
            term="keepBias"
            values={keepBiases}
            value={settings.keepBias}
            onChange={(keepBias) => onChange({ keepBias })}
          />
          <NumberField
            name={t.steps}
            term="step"
            value={settings.steps}
            range={stepRange}
            onChange={(steps) => onChange({ steps })}
          />
        </div>
      </div>
      <div class="buttons">
        <button class="button button-strong">{isAgain ? t.restart : t.start}</button>
        <button
          type="button"
          class="button"
          onClick={() => onChange({ seed: (settings.seed % 1e6) + 1 })}
        >
          {t.nextSeed}
        </button>
        <FileButton text={t.openFile} accept=".safetensors" onOpen={onOpen} />
        <FileFault run={learnRun} />
      </div>
    </form>
  );
}
