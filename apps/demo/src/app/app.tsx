import { useEffect, useRef } from 'preact/hooks';
import { textsOf } from '../i18n/language.ts';
import { HomePage } from '../pages/home/home-page.tsx';
import { pages } from '../pages/pages.ts';
import { linkTo, route } from '../route/location.ts';
import { appTexts } from './app-texts.ts';
import { Header } from './header.tsx';
import { PageView } from './page-view.tsx';

export function App() {
  const t = textsOf(appTexts);
  const main = useRef<HTMLElement>(null);
  const { page: id } = route.value;
  const page = pages.find((known) => known.id === id);
  const name = page && textsOf(page.texts).name;
  useEffect(() => {
    document.title = name ? `${name} · ${t.title}` : t.title;
  }, [name, t]);
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
      </main>
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
