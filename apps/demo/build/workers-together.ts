import { basename, dirname, join } from 'node:path';
import type { Plugin } from 'vite';

const workerAddress = /new URL\(\s*'([^']+)',\s*import\.meta\.url,?\s*\)/g;
const preloadHelper = 'vite/preload-helper';

/**
 * Builds workers together with the page, so that what several of them need is in the build once. By itself, Vite builds each worker
 * apart, with a copy of all it needs.
 */
export const workersTogether: Plugin = {
  name: 'workers-together',
  apply: 'build',
  enforce: 'pre',
  transform: {
    filter: { id: [/\/apps\/demo\/src\/.*\.tsx?$/, /vite\/preload-helper/] },
    async handler(code, id) {
      // Workers load modules as the page does, but have no window that could be told of a failure.
      if (id.includes(preloadHelper))
        return { code: code.replaceAll('window.', 'globalThis.'), map: null };
      const references = new Map<string, string>();
      for (const [, path = ''] of code.matchAll(workerAddress)) {
        const isPackage = path.startsWith('@');
        const found = await this.resolve(isPackage ? path : join(dirname(id), path), id);
        if (!found) this.error(`expected a worker at '${path}', found nothing`);
        const worker = { type: 'chunk', id: found.id, name: basename(path, '.ts') } as const;
        references.set(path, this.emitFile(worker));
      }
      if (references.size === 0) return undefined;
      const renamed = code.replaceAll(
        workerAddress,
        (_, path: string) => `import.meta.ROLLUP_FILE_URL_${references.get(path)}`,
      );
      // Lines stay where they are.
      return { code: renamed, map: null };
    },
  },
};

/** Only the page can preload: workers have no document to which the links could be added. */
export function preloadsInPages(
  _url: string,
  files: string[],
  { hostId, hostType }: { hostId: string; hostType: 'html' | 'js' },
): string[] {
  const isPage = hostType === 'html' || /\/(index|[a-z-]+-page)-/.test(hostId);
  return isPage ? files : [];
}
