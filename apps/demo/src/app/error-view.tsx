import { chooseBackend } from '../backend/backend-choice.ts';
import { textsOf } from '../i18n/language.ts';
import { explainError, type Explained } from '../mistakes/explain-error.ts';
import { mistakeTexts } from '../mistakes/mistake-texts.ts';
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
  const explained = explainError(error);
  if (explained) return <MistakeView explained={explained} onRetry={onRetry} />;
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

/** A mistake is no fault of the page: what helps is told, and nothing is to be reported. */
function MistakeView(props: {
  readonly explained: Explained;
  readonly onRetry: (() => void) | undefined;
}) {
  const { explained, onRetry } = props;
  return (
    <section class="notice notice-error" role="alert">
      <p>{explained.text}</p>
      {explained.detail && <p class="error-text quiet">{explained.detail}</p>}
      {explained.remedy === 'cpu' && (
        <button type="button" class="button" onClick={() => chooseBackend('cpu')}>
          {textsOf(mistakeTexts).useCpu()}
        </button>
      )}
      {onRetry && (
        <button type="button" class="button" onClick={onRetry}>
          {textsOf(appTexts).tryAgain}
        </button>
      )}
    </section>
  );
}
