import { effect, signal } from '@preact/signals';
import { stored } from '../storage/stored.ts';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const preference = stored('rondo-theme');

/** public/theme.js has set it before the first paint. */
export const theme = signal<Theme>(themes.find((known) => known === preference.get()) ?? 'system');

effect(() => {
  const { dataset } = document.documentElement;
  if (theme.value === 'system') delete dataset['theme'];
  else dataset['theme'] = theme.value;
});

export function chooseTheme(value: Theme): void {
  preference.set(value === 'system' ? null : value);
  theme.value = value;
}
