import { createHash } from 'node:crypto';
import { defineConfig, type Plugin } from 'vite';
import headers from './headers.json' with { type: 'json' };

/** Hosts that send no headers still get the policy; while developing, Vite adds scripts that it would refuse. */
const contentSecurityPolicy: Plugin = {
  name: 'content-security-policy',
  apply: 'build',
  transformIndexHtml: () => [
    {
      tag: 'meta',
      attrs: {
        'http-equiv': 'Content-Security-Policy',
        content: Object.entries(headers.policy)
          .map((directive) => directive.join(' '))
          .join('; '),
      },
      injectTo: 'head-prepend',
    },
  ],
};

const publicFiles = ['./', 'icon.svg', 'theme.js'];

/** Tells the service worker which files the page is made of, under a version that changes with them. */
const offlineFiles: Plugin = {
  name: 'offline-files',
  apply: 'build',
  enforce: 'post',
  generateBundle(_options, bundle) {
    const worker = bundle['service-worker.js'];
    if (worker?.type !== 'chunk') return;
    const names = Object.keys(bundle).filter(
      (name) => name !== worker.fileName && name !== 'index.html' && !name.endsWith('.map'),
    );
    const files = [...publicFiles, ...names.toSorted()];
    const index = bundle['index.html'];
    const page = index?.type === 'asset' ? String(index.source) : '';
    const hash = createHash('sha256').update(JSON.stringify(files) + page + worker.code);
    const facts = JSON.stringify({ version: hash.digest('hex').slice(0, 12), files });
    worker.code = worker.code.replace(/["'`]OFFLINE_FILES["'`]/, () => JSON.stringify(facts));
  },
};

// Some packages load what others have at hand; that costs nothing.
const checks = { bundlerTimings: false, ineffectiveDynamicImport: false };

export default defineConfig({
  // Works in any folder of a site.
  base: './',
  plugins: [contentSecurityPolicy, offlineFiles],
  server: { headers: headers.isolation },
  worker: { format: 'es', rolldownOptions: { checks } },
  build: {
    target: 'es2022',
    // Everything is a file of its own: the policy allows no data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      checks,
      input: { index: 'index.html', 'service-worker': 'src/service-worker/service-worker.ts' },
      output: {
        entryFileNames: ({ name }) =>
          name === 'service-worker' ? '[name].js' : 'assets/[name]-[hash].js',
      },
    },
  },
});
