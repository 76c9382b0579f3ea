import { NumberChoice } from '../../../controls/number-choice.tsx';
import { textsOf } from '../../../i18n/language.ts';
import {
  delays,
  isStepCount,
  keepBiases,
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
}

/** What is learned, and by which nets. */
export function LearnForm({ settings, isAgain, onChange, onStart }: LearnFormProps) {
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
            values={unitCounts}
            value={settings.units}
            onChange={(units) => onChange({ units })}
          />
          <NumberChoice
            name={t.keepBias}
            values={keepBiases}
            value={settings.keepBias}
            onChange={(keepBias) => onChange({ keepBias })}
          />
          <label class="field">
            <span>{t.steps}</span>
            <input
              type="number"
              min={1}
              max={20000}
              required
              value={settings.steps}
              onChange={({ currentTarget: { valueAsNumber: steps } }) => {
                if (isStepCount(steps)) onChange({ steps });
              }}
            />
          </label>
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
      </div>
    </form>
  );
}
