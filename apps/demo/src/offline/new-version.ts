import { signal } from '@preact/signals';

/** Whether the site has a newer version than this tab, which goes on with its own until it is loaded again. */
export const isOutdated = signal(false);
