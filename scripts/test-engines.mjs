// Runs the conformance, gradient and golden tests once in each configuration of the CPU backend, each in a process of its own.
// What is not part of the workspace (a newer Node, koffi) is installed on demand into a folder that git ignores.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { installExtras } from './install-extras.mjs';
import { root, testBundle } from './test-bundle.mjs';

const extras = { node: '24.21.0', koffi: '3.3.4' };
const folder = join(root, 'node_modules', '.cache', 'engines');
const newerNode = join(folder, 'node_modules', 'node', 'bin', 'node');

const configurations = [
  { options: { threads: 1, relaxedSimd: false } },
  { options: { threads: 1, relaxedSimd: true } },
  { options: { threads: 1, blas: 'auto' } },
  { options: { threads: 1, revectorize: true }, node: newerNode },
  { options: { threads: 2, relaxedSimd: false } },
  { options: { threads: 2, blas: 'auto' } },
  { options: { threads: 2, revectorize: true }, node: newerNode },
  { options: { threads: 3, relaxedSimd: true } },
];

/** A run that takes longer hangs. */
const limit = 5 * 60_000;

installExtras(folder, extras, { command: 'test:engines' });
if (!existsSync(newerNode))
  throw new Error(`the npm package node@${extras.node} brought no ${newerNode}`);
const work = mkdtempSync(join(tmpdir(), 'rondo-engines-'));
try {
  const program = await bundle();
  let failed = 0;
  // Runs of one thread go two at a time: the others have all processors.
  const alone = configurations.filter(({ options }) => options.threads > 1);
  const pairs = configurations.filter(({ options }) => options.threads === 1);
  for (const group of [pairs.slice(0, 2), pairs.slice(2), ...alone.map((one) => [one])]) {
    const results = await Promise.all(group.map((one) => run(program, one)));
    failed += results.filter((passed) => !passed).length;
  }
  console.log(`${configurations.length - failed} configurations passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
} finally {
  rmSync(work, { recursive: true, force: true });
}

/** One program of all tests; gives its path. */
async function bundle() {
  const common = testBundle();
  await build({
    ...common,
    root,
    ssr: { noExternal: true },
    build: {
      ...common.build,
      ssr: join(root, 'test', 'engines', 'node.js'),
      outDir: work,
      emptyOutDir: true,
    },
  });
  return join(work, 'node.js');
}

/** Runs all tests in one configuration; true when they passed, in that configuration. */
async function run(program, { options, node = process.execPath }) {
  const start = performance.now();
  const name = `Node ${versionOf(node)} ${JSON.stringify(options)}`;
  const env = {
    ...process.env,
    RONDO_CPU: JSON.stringify(options),
    // Where koffi is found.
    NODE_PATH: join(folder, 'node_modules'),
  };
  const child = spawn(node, [program], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const timer = setTimeout(() => child.kill('SIGKILL'), limit);
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (output += text));
  const code = await new Promise((resolve) => child.on('close', resolve));
  clearTimeout(timer);
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  const faults = [];
  try {
    const { passed, failures, backend } = JSON.parse(output.trim().split('\n').at(-1));
    if (!backend) faults.push('no test used a backend');
    if (passed < 1000) faults.push(`only ${passed} tests passed`);
    faults.push(...failures);
    const { threads, relaxedSimd, revectorize, blas } = backend ?? {};
    console.log(
      `${name}: ${passed} tests passed, ${failures.length} failed in ${seconds} s; ${JSON.stringify({ threads: threads?.working, relaxedSimd, revectorize, blas })}`,
    );
  } catch {
    faults.push(`wrote no report: ${output.slice(-500)}`);
  }
  if (code !== 0) faults.push(`the process ended with ${code ?? `a signal after ${seconds} s`}`);
  for (const fault of faults.slice(0, 20)) {
    console.error(`  ${fault.split('\n').slice(0, 4).join('\n    ')}`);
  }
  return faults.length === 0;
}

function versionOf(node) {
  return spawnSync(node, ['-p', 'process.versions.node']).stdout.toString().trim();
}
