// Installs npm packages that one command needs and the workspace does not have, into a folder that git ignores.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Installs exact versions by name into a folder, unless they are there already.
 * @throws Error that names the command and the packages.
 */
export function installExtras(folder, packages, { command, flags = [] }) {
  const entries = Object.entries(packages);
  const isThere = () => entries.every(([name, version]) => versionIn(folder, name) === version);
  if (isThere()) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ private: true, dependencies: packages }),
  );
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  const npm = spawnSync('npm', ['install', ...quiet, ...flags], {
    cwd: folder,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (npm.status === 0 && isThere()) return;
  const names = entries.map(([name, version]) => `${name}@${version}`).join(' and ');
  throw new Error(
    `${command} needs the npm packages ${names} and could not install them into ${folder}`,
  );
}

function versionIn(folder, name) {
  const manifest = join(folder, 'node_modules', name, 'package.json');
  return existsSync(manifest) ? JSON.parse(readFileSync(manifest, 'utf8')).version : undefined;
}
