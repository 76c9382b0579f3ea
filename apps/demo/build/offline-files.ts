import { createHash } from 'node:crypto';
import type { Plugin, Rolldown } from 'vite';

const publicFiles = ['./', 'icon.svg', 'theme.js'];

/**
 * Tells the service worker which files the page is made of, under a version that changes with them: those that every visit needs first,
 * then all others.
 */
export const offlineFiles: Plugin = {
  name: 'offline-files',
  apply: 'build',
  enforce: 'post',
  generateBundle(_options, bundle) {
    const worker = bundle['service-worker.js'];
    if (worker?.type !== 'chunk') return;
    const names = Object.keys(bundle).filter(
      (name) => name !== worker.fileName && name !== 'index.html' && !name.endsWith('.map'),
    );
    const index = bundle['index.html'];
    const page = index?.type === 'asset' ? String(index.source) : '';
    const shell = shellOf(bundle, page);
    const first = [...publicFiles, ...shell];
    const rest = names.filter((name) => !shell.has(name)).toSorted();
    const hash = createHash('sha256').update(JSON.stringify({ first, rest }) + page + worker.code);
    const facts = JSON.stringify({ version: hash.digest('hex').slice(0, 12), first, rest });
    worker.code = worker.code.replace(/["'`]OFFLINE_FILES["'`]/, () => JSON.stringify(facts));
  },
};

/** The files that the page names, and those that they cannot do without. */
function shellOf(bundle: Rolldown.OutputBundle, page: string): ReadonlySet<string> {
  const shell = new Set<string>();
  const add = (name: string): void => {
    if (shell.has(name)) return;
    shell.add(name);
    const file = bundle[name];
    if (file?.type === 'chunk') file.imports.forEach(add);
  };
  Object.keys(bundle)
    .filter((name) => page.includes(name))
    .toSorted()
    .forEach(add);
  return shell;
}
