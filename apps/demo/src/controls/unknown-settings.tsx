import { backendNames } from '../backend/backend-name.ts';
import { textsOf } from '../i18n/language.ts';
import { listed } from '../i18n/punctuation.ts';
import { languages } from '../i18n/texts.ts';
import { route } from '../route/location.ts';
import { controlTexts } from './control-texts.ts';
import { misunderstood, type KnownSettings } from './misunderstood.ts';

/** What every page has in its address. */
const everywhere: KnownSettings = {
  backend: (text) => backendNames.some((name) => name === text),
  lang: (text) => languages.some((name) => name === text),
};

/** Says which settings of the address the page has not understood: a link is never taken otherwise than it says without a word. */
export function UnknownSettings({ known }: { readonly known: KnownSettings }) {
  const t = textsOf(controlTexts);
  const unknown = misunderstood(route.value.query, { ...everywhere, ...known });
  if (unknown.length === 0) return null;
  return (
    <p class="notice unknown-settings" role="status">
      {t.unknownSettings(listed(...unknown))}
    </p>
  );
}
