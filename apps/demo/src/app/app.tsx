import { useEffect, useRef } from 'preact/hooks';
import { FieldFaultView } from '../controls/field-fault.tsx';
import { textsOf } from '../i18n/language.ts';
import { HomePage } from '../pages/home/home-page.tsx';
import { pages } from '../pages/pages.ts';
import { linkTo, route } from '../route/location.ts';
import { appTexts } from './app-texts.ts';
import { BackendNotice } from './backend-notice.tsx';
import { Header } from './header.tsx';
import { NewVersionNotice } from './new-version-notice.tsx';
import { PageView } from './page-view.tsx';

export function App() {
  const t = textsOf(appTexts);
  const main = useRef<HTMLElement>(null);
  const { page: id } = route.value;
  const page = pages.find((known) => known.id === id);
  const isFirst = useRef(true);
  useEffect(() => {
    // Screen readers and the keyboard go on at the new page, not at the link that led there.
    if (!isFirst.current) main.current?.focus();
    isFirst.current = false;
    scrollTo(0, 0);
  }, [id]);
  return (
    <>
      <a
        class="skip"
        href="#main"
        onClick={(event) => {
          event.preventDefault();
          main.current?.focus();
        }}
      >
        {t.skip}
      </a>
      <Header />
      <main class="main" id="main" ref={main} tabIndex={-1}>
        {page ? <PageView key={id} page={page} /> : id === '' ? <HomePage /> : <NotFound />}
        <FieldFaultView />
        <BackendNotice />
      </main>
      <NewVersionNotice />
    </>
  );
}

function NotFound() {
  const t = textsOf(appTexts);
  return (
    <section class="intro">
      <h1>{t.notFound}</h1>
      <p class="lead">{t.notFoundAbout}</p>
      <a class="button" href={linkTo('')}>
        {t.toStart}
      </a>
    </section>
  );
}
