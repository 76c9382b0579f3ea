import { TranslateRun } from './translate-run.ts';

/** The run of the page; it goes on while a person looks at other pages. */
export const mainRun = new TranslateRun('main');

/** The run without attention beside it. */
export const otherRun = new TranslateRun('beside');
