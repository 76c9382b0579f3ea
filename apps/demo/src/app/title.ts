import { effect } from '@preact/signals';
import { textsOf } from '../i18n/language.ts';
import { learningFirst } from '../live/run/learning-runs.ts';
import { pageName } from '../pages/pages.ts';
import { route } from '../route/location.ts';
import { appTexts } from './app-texts.ts';

/** Has the title say where the person is and how far a run is: "42 % · Translate · Rondo", from elsewhere "42 % Translate · Words · Rondo". */
export function keepTitle(): void {
  effect(() => {
    const { page: here } = route.value;
    const learning = learningFirst(here);
    const share = learning && `${learning.percent} %`;
    const run = learning?.page === here ? share : learning && `${share} ${pageName(learning.page)}`;
    const parts = [run, pageName(here), textsOf(appTexts).title];
    document.title = parts.filter((part) => part !== undefined).join(' · ');
  });
}
