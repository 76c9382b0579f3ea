import { textsOf } from '../i18n/language.ts';
import { isOutdated } from '../offline/new-version.ts';
import { appTexts } from './app-texts.ts';

/** Says that there is a new version, and leaves it to the reader when to go over to it. */
export function NewVersionNotice() {
  const t = textsOf(appTexts);
  return (
    <div class="new-version" role="status">
      {isOutdated.value && (
        <div class="new-version-text">
          <p>{t.newVersion}</p>
          <button type="button" class="button" onClick={() => location.reload()}>
            {t.reloadPage}
          </button>
          <button
            type="button"
            class="button button-quiet"
            onClick={() => (isOutdated.value = false)}
          >
            {t.later}
          </button>
        </div>
      )}
    </div>
  );
}
