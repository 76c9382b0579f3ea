import type { ComponentType } from 'preact';
import { useEffect, useErrorBoundary, useState } from 'preact/hooks';
import { textsOf } from '../i18n/language.ts';
import type { Page } from '../pages/pages.ts';
import { appTexts } from './app-texts.ts';
import { ErrorView } from './error-view.tsx';

/** Loads a page and shows it, or why that failed. */
export function PageView({ page }: { readonly page: Page }) {
  const [fault, forget] = useErrorBoundary() as [unknown, () => void];
  const [loaded, setLoaded] = useState<{ readonly View?: ComponentType; readonly error?: unknown }>(
    {},
  );
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let isWanted = true;
    page.load().then(
      (View) => isWanted && setLoaded({ View }),
      (error: unknown) => isWanted && setLoaded({ error }),
    );
    return () => {
      isWanted = false;
    };
  }, [page, attempt]);
  const error = fault ?? loaded.error;
  if (error !== undefined) {
    const retry = (): void => {
      forget();
      setLoaded({});
      setAttempt(attempt + 1);
    };
    return (
      <>
        <h1>{textsOf(page.texts).name}</h1>
        <ErrorView error={error} onRetry={retry} />
      </>
    );
  }
  const { View } = loaded;
  return View ? <View /> : <p class="loading">{textsOf(appTexts).loading}</p>;
}
