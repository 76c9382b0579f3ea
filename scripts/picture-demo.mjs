// Makes the picture of the demo's README anew, of a run that has just learned.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const screenshots = mkdtempSync(join(tmpdir(), 'rondo-picture-'));
try {
  const { status } = spawnSync(
    process.execPath,
    [at('test-demo.mjs'), 'learns dates, and the command'],
    { stdio: 'inherit', env: { ...process.env, RONDO_SCREENSHOTS: screenshots } },
  );
  if (status === 0) {
    copyFileSync(join(screenshots, 'readme.jpeg'), at('../apps/demo/docs/translate.jpeg'));
  }
  process.exitCode = status ?? 1;
} finally {
  rmSync(screenshots, { recursive: true, force: true });
}
