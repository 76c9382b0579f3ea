import { spawnSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { Workspace } from './workspace.ts';

const scripts = fileURLToPath(new URL('../../../scripts', import.meta.url));

it('the build of a clone without its dependencies says what brings them', () => {
  const clone = new Workspace();
  cpSync(scripts, clone.path('scripts'), { recursive: true });
  clone.file('tsconfig.build.json', '{}');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [clone.path('scripts/build.mjs')],
    { cwd: clone.folder, encoding: 'utf8' },
  );
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toBe(
    'The dependencies are not installed yet. Run this first, once:\n  npm run bootstrap\n',
  );
});
