// Runs the tests and the examples of READMEs that need a graphics device, in Node, on any adapter that the package webgpu finds; none is
// a failure. The package (132 MB) is installed on demand into a folder that git ignores, where compiled kernels are kept, too.
import { spawnSync } from 'node:child_process';
import { lstatSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installExtras } from './install-extras.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'node_modules', '.cache', 'gpu');
const extras = { webgpu: '0.6.2' };

const env = {
  ...process.env,
  // Vulkan's loader complains without it.
  XDG_RUNTIME_DIR: process.env['XDG_RUNTIME_DIR'] ?? tmpdir(),
  // Mesa takes up to ten seconds to compile a kernel for the first time, and two milliseconds to find it again.
  MESA_SHADER_CACHE_DIR: process.env['MESA_SHADER_CACHE_DIR'] ?? join(folder, 'shaders'),
};

try {
  installExtras(folder, extras, { command: 'test:gpu', flags: ['--ignore-scripts'] });
  link();
  mkdirSync(env.MESA_SHADER_CACHE_DIR, { recursive: true });
  const { vendor, architecture, description } = findAdapter();
  console.log(
    `graphics adapter: ${[vendor, architecture, description].filter(Boolean).join(' / ')}`,
  );
  const chosen = process.argv.slice(2);
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const tested = run(vitest, 'run', '--config', 'vitest.gpu.config.ts', ...chosen);
  // Not where some tests were asked for.
  const shown = chosen.length > 0 || run(join(root, 'scripts', 'readme-examples.mjs'), '--gpu');
  process.exitCode = tested && shown ? 0 : 1;
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

/** Whether a program ends well. */
function run(...program) {
  const { status } = spawnSync(process.execPath, program, { cwd: root, env, stdio: 'inherit' });
  return status === 0;
}

/** Lets the backend find the package, as if it were installed beside it; an install of the workspace may take the link away. */
function link() {
  const modules = join(root, 'packages', 'backend-webgpu', 'node_modules');
  const place = join(modules, 'webgpu');
  mkdirSync(modules, { recursive: true });
  // A folder of a real installation stays.
  const there = lstatSync(place, { throwIfNoEntry: false });
  if (there?.isDirectory()) return;
  rmSync(place, { force: true });
  symlinkSync(join(folder, 'node_modules', 'webgpu'), place, 'junction');
}

/**
 * What the package finds, in a process of its own, since drivers may end one.
 * @throws Error that says what to install.
 */
function findAdapter() {
  const program = fileURLToPath(new URL('adapter.mjs', import.meta.url));
  const { status, signal, stdout, stderr } = spawnSync(
    process.execPath,
    [program, join(root, 'packages', 'backend-webgpu', 'node_modules', 'webgpu')],
    { env, encoding: 'utf8', timeout: 60_000 },
  );
  const last = stdout.trim().split('\n').at(-1);
  if (status !== 0) {
    throw new Error(
      `the package webgpu@${extras.webgpu} did not start (${signal ?? `exit code ${status}`}); it needs glibc 2.34 or later on Linux\n${stderr}`,
    );
  }
  const adapter = JSON.parse(last);
  if (adapter) return adapter;
  throw new Error(
    `test:gpu needs a graphics adapter, and there is none: ${whatIsMissing(stdout + stderr)}\n` +
      `What Vulkan said: ${stderr.trim() || 'nothing'}`,
  );
}

function whatIsMissing(said) {
  if (process.platform !== 'linux') return 'install the driver of your graphics card';
  if (said.includes("Couldn't load Vulkan")) {
    return 'libvulkan.so.1 is missing; install it (Debian: apt-get install libvulkan1 mesa-vulkan-drivers)';
  }
  return (
    'libvulkan.so.1 is there, but no Vulkan driver that is new enough; install that of your graphics card, or one that computes ' +
    'on the processor, Mesa 24 or later (Debian 13: apt-get install mesa-vulkan-drivers; ' +
    'Debian 12: apt-get install -t bookworm-backports mesa-vulkan-drivers)'
  );
}
