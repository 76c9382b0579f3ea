// Writes the program of the CPU backend's workers as a string into its sources; with --check, says whether that string is up to date.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('../packages/backend-cpu/', import.meta.url));
const target = `${root}src/generated/worker-source.ts`;

const [{ output }] = await build({
  root,
  configFile: false,
  logLevel: 'warn',
  build: {
    write: false,
    target: 'es2022',
    lib: { entry: 'src/threads/worker.ts', formats: ['iife'], name: 'rondoWorker' },
  },
});
const source =
  '/** The program of a worker (threads/worker.ts), bundled by scripts/embed-worker.mjs. */\n' +
  `export const workerSource =\n  ${JSON.stringify(output[0].code)};\n`;

if (!process.argv.includes('--check')) {
  writeFileSync(target, source);
} else if (readFileSync(target, 'utf8') !== source) {
  console.error(
    'packages/backend-cpu/src/generated/worker-source.ts is out of date: run node scripts/embed-worker.mjs',
  );
  process.exitCode = 1;
}
