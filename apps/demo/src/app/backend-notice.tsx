import { chooseBackend, refused } from '../backend/backend-choice.ts';
import { textsOf } from '../i18n/language.ts';
import { mistakeTexts } from '../mistakes/mistake-texts.ts';
import { appTexts } from './app-texts.ts';

/** Says which backend of the link this device lacks. It stands below all else and stays in sight, so that nothing moves. */
export function BackendNotice() {
  const t = textsOf(appTexts);
  if (!refused.value) return null;
  return (
    <section class="notice backend-notice" role="status">
      <p>{t.refused(t[refused.value])}</p>
      <button type="button" class="button" onClick={() => chooseBackend('cpu')}>
        {textsOf(mistakeTexts).useCpu()}
      </button>
    </section>
  );
}
