import { Choice } from '../../../controls/choice.tsx';
import { NumberField } from '../../../controls/number-field.tsx';
import { textsOf } from '../../../i18n/language.ts';
import { SetUpForm, type SetUpProps } from '../../../live/view/set-up-form.tsx';
import { learnRun } from './learn-run.ts';
import {
  delays,
  keepBiases,
  stepRange,
  tasks,
  unitCounts,
  type LearnSettings,
} from './learn-settings.ts';
import { learnTexts } from './learn-texts.ts';

/** What is learned, and by which nets. */
export function LearnForm({ settings, onChange, ...begin }: SetUpProps<LearnSettings>) {
  const t = textsOf(learnTexts);
  const { task } = settings;
  const change = (changes: Partial<LearnSettings>): void => onChange({ ...settings, ...changes });
  const about = { remember: t.rememberAbout, echo: t.echoAbout, parity: t.parityAbout }[task];
  return (
    <SetUpForm
      {...begin}
      name={t.setUp}
      run={learnRun}
      besides={
        <button
          type="button"
          class="button"
          onClick={() => change({ seed: (settings.seed % 1e6) + 1 })}
        >
          {t.nextSeed}
        </button>
      }
    >
      <div class="set-up-part">
        <div class="task-choice">
          <Choice
            name={t.task}
            values={tasks}
            value={task}
            textOf={(name) => t[name]}
            onChange={(name) => change({ task: name })}
          />
          <Choice
            name={task === 'parity' ? t.bits : t.delay}
            values={delays}
            value={settings.delay}
            onChange={(delay) => change({ delay })}
          />
        </div>
        <p class="quiet two-lines">{about}</p>
      </div>
      <div class="set-up-part">
        <div class="sizes">
          <Choice
            name={t.units}
            term="units"
            values={unitCounts}
            value={settings.units}
            onChange={(units) => change({ units })}
          />
          <Choice
            name={t.keepBias}
            term="keepBias"
            values={keepBiases}
            value={settings.keepBias}
            onChange={(keepBias) => change({ keepBias })}
          />
          <NumberField
            name={t.steps}
            term="step"
            value={settings.steps}
            range={stepRange}
            onChange={(steps) => change({ steps })}
          />
        </div>
      </div>
    </SetUpForm>
  );
}
