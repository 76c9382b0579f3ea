import { FileButton } from '../../../controls/file-button.tsx';
import { NumberField } from '../../../controls/number-field.tsx';
import { language, textsOf } from '../../../i18n/language.ts';
import { FileFault } from '../../../live/view/file-fault.tsx';
import { formatCount } from '../../../live/view/format.ts';
import { nonLocalTexts } from '../non-local-texts.ts';
import { mainRun } from '../run/non-local-run.ts';
import { blocks, clipCounts, seedRange, type RunSettings } from '../run/run-settings.ts';

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
          <NumberField
            name={t.seed}
            term="seed"
            value={settings.seed}
            range={seedRange}
            onChange={(seed) => change({ seed })}
          />
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
        <FileButton text={t.openFile} accept=".safetensors" onOpen={onOpen} />
        <FileFault run={mainRun} />
      </div>
    </form>
  );
}
