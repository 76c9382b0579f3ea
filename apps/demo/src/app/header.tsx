import { language, chooseLanguage, textsOf } from '../i18n/language.ts';
import { aside } from '../i18n/punctuation.ts';
import { learnsOn } from '../live/run/learning-runs.ts';
import { pages } from '../pages/pages.ts';
import { linkTo, route } from '../route/location.ts';
import { appTexts } from './app-texts.ts';
import { BackendDialog } from './backend-dialog.tsx';
import { chooseTheme, theme, themes, type Theme } from './theme.ts';

/** Name, navigation and the switches that hold everywhere. */
export function Header() {
  const t = textsOf(appTexts);
  return (
    <header class="header">
      <a class="brand" href={linkTo('')}>
        <BrandMark />
        {t.title}
      </a>
      <nav class="nav" aria-label={t.pages}>
        {pages.map(({ id, texts }) => (
          <a key={id} href={linkTo(id)} aria-current={route.value.page === id ? 'page' : undefined}>
            {textsOf(texts).name}
            <LearningDot page={id} />
          </a>
        ))}
      </nav>
      <div class="switches">
        <BackendDialog />
        <button
          type="button"
          class="button button-quiet"
          lang={language.value === 'en' ? 'zh' : 'en'}
          onClick={() => chooseLanguage(language.value === 'en' ? 'zh' : 'en')}
        >
          {language.value === 'en' ? '中文' : 'English'}
        </button>
        <ThemeSwitch />
      </div>
    </header>
  );
}

/** Shows where a run learns, also to who has gone elsewhere. */
function LearningDot({ page }: { readonly page: string }) {
  const { learns } = textsOf(appTexts);
  if (!learnsOn(page)) return null;
  return (
    <span class="learning-dot" title={learns}>
      <span class="visually-hidden">{aside('', learns)}</span>
    </span>
  );
}

function ThemeSwitch() {
  const t = textsOf(appTexts);
  return (
    <label class="select-quiet">
      <span class="visually-hidden">{t.theme}</span>
      <select
        value={theme.value}
        onChange={({ currentTarget }) => chooseTheme(currentTarget.value as Theme)}
      >
        {themes.map((name) => (
          <option key={name} value={name}>
            {t[name]}
          </option>
        ))}
      </select>
    </label>
  );
}

function BrandMark() {
  return (
    <svg class="brand-mark" viewBox="0 0 32 32" aria-hidden="true">
      <circle cx="16" cy="16" r="11" />
      <circle cx="16" cy="16" r="3.4" />
    </svg>
  );
}
