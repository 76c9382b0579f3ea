import { language, textsOf } from '../../../i18n/language.ts';
import { formatCount } from '../../../live/view/format.ts';
import { nonLocalTexts } from '../non-local-texts.ts';
import { blocks, clipCounts, type RunSettings } from '../run/run-settings.ts';

export interface SettingsFormProps {
  readonly settings: RunSettings;
  readonly isAgain: boolean;
  readonly onChange: (settings: RunSettings) => void;
  readonly onStart: () => void;
  readonly onOpen: (file: File) => void;
}

/** What stands between the frames, and how long it learns. */
export function SettingsForm({ settings, isAgain, onChange, onStart, onOpen }: SettingsFormProps) {
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
          <span>{t.block}</span>
          <select
            value={settings.block}
            onChange={({ currentTarget }) =>
              change({ block: currentTarget.value as RunSettings['block'] })
            }
          >
            {blocks.map((name) => (
              <option key={name} value={name}>
                {t[name]}
              </option>
            ))}
          </select>
        </label>
        <p class="quiet block-about">{about}</p>
      </div>
      <div class="set-up-part">
        <div class="sizes">
          <label class="field">
            <span>{t.clips}</span>
            <select
              value={settings.clips}
              onChange={({ currentTarget }) => change({ clips: Number(currentTarget.value) })}
            >
              {clipCounts.map((count) => (
                <option key={count} value={count}>
                  {formatCount(count, language.value)}
                </option>
              ))}
            </select>
          </label>
          <label class="field">
            <span>{t.seed}</span>
            <input
              type="number"
              min={1}
              max={1e6}
              required
              value={settings.seed}
              onChange={({ currentTarget: { valueAsNumber: seed } }) => {
                if (Number.isInteger(seed) && seed >= 1 && seed <= 1e6) change({ seed });
              }}
            />
          </label>
        </div>
        <label class="check">
          <input
            type="checkbox"
            checked={settings.isCompared}
            onChange={({ currentTarget }) => change({ isCompared: currentTarget.checked })}
          />
          {t.compare}
        </label>
      </div>
      <div class="buttons">
        <button class="button button-strong">{isAgain ? t.restart : t.start}</button>
        <label class="button file-button">
          {t.openFile}
          <input
            type="file"
            class="visually-hidden"
            accept=".safetensors"
            onChange={({ currentTarget }) => {
              const file = currentTarget.files?.[0];
              currentTarget.value = '';
              if (file) onOpen(file);
            }}
          />
        </label>
      </div>
    </form>
  );
}
