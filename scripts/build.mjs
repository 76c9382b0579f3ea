// Builds what changed in the folder it is run in: the root builds all packages and apps, a member itself. The compiler writes modules
// and declarations, then each entry that a package exports is bundled (docs/decisions/0008-bundled-output.md).
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { entriesOf, isFresh } from './bundle-entries.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const packages = join(root, 'packages');
const here = process.cwd();
const isRoot = existsSync(join(here, 'tsconfig.build.json'));

const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
if (!existsSync(compiler)) {
  console.error(
    'The dependencies are not installed yet. Run this first, once:\n  npm run bootstrap',
  );
  process.exit(1);
}
const project = isRoot ? ['tsconfig.build.json'] : [];
const { status } = spawnSync(process.execPath, [compiler, '-b', ...project], { stdio: 'inherit' });
if (status !== 0) process.exit(status ?? 1);

const folders = isRoot ? readdirSync(packages).map((name) => join(packages, name)) : [here];
const stale = folders.map(entriesOf).filter((entries) => !isFresh(entries));
if (stale.length > 0) {
  const { bundle } = await import('./bundle.mjs');
  await Promise.all(stale.map((entries) => bundle(entries)));
}
