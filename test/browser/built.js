// Programs that use the packages as they are published.
import { report } from './report.js';
import { multiplyOnThreads } from './multiply-on-threads.js';
import { trainAndTranslate } from './train-and-translate.js';

const programs = {
  train: () => trainAndTranslate(),
  threadsFromText: () => multiplyOnThreads({ threads: 2 }),
  threadsFromFile: () =>
    multiplyOnThreads({
      threads: 2,
      worker: () =>
        new Worker(new URL('@rondo/backend-cpu/worker', import.meta.url), { type: 'module' }),
    }),
};

await report(programs[new URL(location.href).searchParams.get('program')]);
