// The first example of a README, with nothing but what its install line names, where only what a project names can be imported: types and values.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const tsc = fileURLToPath(new URL('../node_modules/typescript/bin/tsc', import.meta.url));
const how = ['--target', 'es2022', '--lib', 'esnext,dom', '--module', 'nodenext', '--strict'];

/** What a README says to install, and its first program with what that prints. */
export function readReadme(file) {
  const text = readFileSync(file, 'utf8');
  const line = /`npm install ([^`]+)`/.exec(text)?.[1];
  const [, program, printed] = /```ts\n(.*?)```\s+```text\n(.*?)```/s.exec(text) ?? [];
  if (!line || !program) {
    throw new Error(`${file}: expected an install line, a program and what it prints`);
  }
  return { names: line.split(' '), program, printed };
}

/**
 * Installs with pnpm, which puts only the named packages where a program finds them, compiles the program and runs it; gives the faults.
 * `run` runs a command in a folder and gives what it writes.
 */
export async function faultsOfReadme(file, { folder, registry, packageManager, run }) {
  const { names, program, printed } = readReadme(file);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
  writeFileSync(join(folder, 'pnpm-workspace.yaml'), 'packages: []\nminimumReleaseAge: 0\n');
  const flags = [`--registry=${registry}`, `--store-dir=${join(folder, '..', 'store')}`];
  await run('npx', ['--yes', packageManager, 'add', ...flags, ...names], folder);
  writeFileSync(join(folder, 'example.ts'), program);
  await run(process.execPath, [tsc, ...how, 'example.ts'], folder);
  const found = await run(process.execPath, ['example.js'], folder);
  return found === printed ? [] : [`${file} prints ${JSON.stringify(found)}`];
}
