import { appTexts } from '../../../app/app-texts.ts';
import { missing, processors, reloadIsolates } from '../../../backend/backend-choice.ts';
import { Choice } from '../../../controls/choice.tsx';
import { textsOf } from '../../../i18n/language.ts';
import { benchmarkTexts } from '../benchmark-texts.ts';
import { graphics } from '../record/record.ts';
import {
  availableIds,
  offered,
  roundCounts,
  threadCounts,
  type BenchmarkSettings,
} from '../run/benchmark-settings.ts';
import { contestantName } from './contestant-name.ts';
import { workloadText } from './workload-text.ts';

export interface SettingsFormProps {
  readonly settings: BenchmarkSettings;
  readonly onChange: (changed: BenchmarkSettings) => void;
}

/** What this device can compute on. */
export function idsHere(): string[] {
  const counts = missing.value.threads ? [1] : threadCounts(processors);
  return availableIds(counts, missing.value.webgpu === undefined);
}

/** What is measured, and on what; says plainly what cannot be had here. */
export function SettingsForm({ settings, onChange }: SettingsFormProps) {
  const t = textsOf(benchmarkTexts);
  const { work, on, rounds } = settings;
  return (
    <section class="bench-set-up" aria-label={t.setUp}>
      <fieldset class="bench-part">
        <legend>
          <h2>{t.on}</h2>
        </legend>
        <ul class="bench-on">
          {idsHere().map((id) => (
            <li key={id}>
              <label class="check">
                <input
                  type="checkbox"
                  checked={on.includes(id)}
                  disabled={id === '1'}
                  onChange={() => onChange({ ...settings, on: toggled(on, id) })}
                />
                <span>
                  {contestantName(id)}{' '}
                  <span class="quiet">
                    {id === graphics ? t.webgpuAbout : t.threadsAbout(Number(id))}
                  </span>
                </span>
              </label>
            </li>
          ))}
        </ul>
        <MissingHere />
        <div class="bench-rounds">
          <Choice
            name={t.rounds}
            values={roundCounts}
            value={rounds}
            onChange={(count) => onChange({ ...settings, rounds: count })}
          />
        </div>
      </fieldset>
      <details class="bench-part">
        <summary>{t.chosen(work.length, offered.length)}</summary>
        <fieldset class="bench-part">
          <legend class="visually-hidden">{t.work}</legend>
          <div class="buttons">
            <button
              type="button"
              class="button"
              onClick={() => onChange({ ...settings, work: offered.map(({ name }) => name) })}
            >
              {t.all}
            </button>
            <button
              type="button"
              class="button"
              onClick={() => onChange({ ...settings, work: [] })}
            >
              {t.none}
            </button>
          </div>
          <ul class="bench-work">
            {offered.map(({ name }) => {
              const { title, sizes } = workloadText(name);
              return (
                <li key={name}>
                  <label class="check">
                    <input
                      type="checkbox"
                      checked={work.includes(name)}
                      onChange={() => onChange({ ...settings, work: toggled(work, name) })}
                    />
                    <span>
                      {title} <span class="bench-sizes quiet">{sizes}</span>
                    </span>
                  </label>
                </li>
              );
            })}
          </ul>
        </fieldset>
      </details>
    </section>
  );
}

function toggled(names: readonly string[], name: string): string[] {
  return names.includes(name) ? names.filter((one) => one !== name) : [...names, name];
}

/** What this device or page lacks, and how to get it. */
function MissingHere() {
  const t = textsOf(appTexts);
  const lacks = (['threads', 'webgpu'] as const).flatMap((name) => {
    const why = missing.value[name];
    return why ? [{ name, why }] : [];
  });
  return (
    <>
      {lacks.map(({ name, why }) => (
        <div key={name} class="missing">
          <p>
            <strong>{t[name]}</strong> · {t[why]}
          </p>
          {why === 'isolation' && reloadIsolates() && (
            <p>
              {t.reloadAbout}{' '}
              <button type="button" class="button" onClick={() => location.reload()}>
                {t.reload}
              </button>
            </p>
          )}
        </div>
      ))}
    </>
  );
}
