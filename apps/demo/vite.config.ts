import { defineConfig, type Plugin } from 'vite';
import { offlineFiles } from './build/offline-files.ts';
import { preloadsInPages, workersTogether } from './build/workers-together.ts';
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

// Some packages load what others have at hand; that costs nothing.
const checks = { bundlerTimings: false, ineffectiveDynamicImport: false };

export default defineConfig({
  // Works in any folder of a site.
  base: './',
  plugins: [contentSecurityPolicy, workersTogether, offlineFiles],
  server: { headers: headers.isolation },
  build: {
    target: 'es2022',
    // Everything is a file of its own: the policy allows no data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false, resolveDependencies: preloadsInPages },
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
