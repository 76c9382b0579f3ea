import { textsOf } from '../i18n/language.ts';
import { appTexts } from './app-texts.ts';
import { messageOf } from './message-of.ts';

export interface ErrorViewProps {
  readonly error: unknown;
  /** What tries again without losing the page. */
  readonly onRetry?: (() => void) | undefined;
}

/** What went wrong, and what one can do. */
export function ErrorView({ error, onRetry }: ErrorViewProps) {
  const t = textsOf(appTexts);
  return (
    <section class="notice notice-error" role="alert">
      <h2>{t.wrong}</h2>
      <p class="error-text">{messageOf(error)}</p>
      <p>{t.wrongAbout}</p>
      <div class="buttons">
        {onRetry && (
          <button type="button" class="button" onClick={onRetry}>
            {t.tryAgain}
          </button>
        )}
        <button type="button" class="button" onClick={() => location.reload()}>
          {t.reloadPage}
        </button>
      </div>
      <p class="quiet">{t.report}</p>
    </section>
  );
}
