// Installs the recurrent layers and the CPU backend, as they would be published, in an empty project: with npm they work alone, in
// Node and in a page that Vite builds, and a GRU is small. What READMEs say to install is enough for a strict package manager, too.
import { spawn } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { serveTarballs } from './local-registry.mjs';
import { openInChromium, requireChromium } from './open-in-chromium.mjs';
import { faultsOfReadme } from './strict-install.mjs';

requireChromium();
const root = fileURLToPath(new URL('..', import.meta.url));
const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
/** What a person installs, and what may come with it. */
const wanted = ['@rondo/layers-recurrent', '@rondo/backend-cpu'];
const brought = ['@rondo/autograd', '@rondo/layers-core', '@rondo/tensor'];
/** The packages whose install line is tried. */
const readmes = [
  'layers-recurrent',
  'layers-attention',
  'training',
  'seq2seq',
  'embeddings',
  'vision-nonlocal',
];
/** Gzipped kilobytes of a GRU with tensors and gradients, without a backend. */
const mostKilobytes = 40;

const work = mkdtempSync(join(tmpdir(), 'rondo-install-'));
const project = join(work, 'project');
try {
  const registry = await publish();
  const faults = [];
  try {
    await install(registry);
    for (const name of readmes) faults.push(...(await tryReadme(name, registry)));
  } finally {
    registry.close();
  }
  const inNode = JSON.parse(await output(process.execPath, ['node.js'], project));
  const inPage = await runPage();
  console.log('Node:    ', JSON.stringify(inNode));
  console.log('Chromium:', JSON.stringify(inPage));
  const kilobytes = await size('gru.js');
  console.log(`a GRU is ${kilobytes.toFixed(1)} kB gzipped, without a backend`);
  faults.push(...faultsOf(inNode, inPage));
  if (kilobytes > mostKilobytes) faults.push(`a GRU is larger than ${mostKilobytes} kB`);
  for (const fault of faults) console.error(`FAILED: ${fault}`);
  process.exitCode = faults.length === 0 ? 0 : 1;
} finally {
  rmSync(work, { recursive: true, force: true });
}

/** Packs all packages that are published, into a registry of this machine. */
async function publish() {
  const tarballs = join(work, 'tarballs');
  mkdirSync(tarballs);
  for (const name of readdirSync(join(root, 'packages'))) {
    const folder = join(root, 'packages', name);
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    if (manifest.private) continue;
    await output('npx', ['--yes', packageManager, 'pack', '--pack-destination', tarballs], folder);
  }
  const usual = (await output('npm', ['config', 'get', 'registry'], root)).trim();
  return serveTarballs(tarballs, usual);
}

async function install({ url }) {
  cpSync(join(root, 'test', 'install'), project, { recursive: true });
  cpSync(join(root, 'test', 'browser', 'report.js'), join(work, 'browser', 'report.js'));
  writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }\n');
  const flags = ['--registry', url, '--no-audit', '--no-fund', '--cache', join(work, 'cache')];
  await output('npm', ['install', ...flags, ...wanted], project);
}

function tryReadme(name, { url }) {
  const options = {
    folder: join(work, 'strict', name),
    registry: url,
    packageManager,
    run: output,
  };
  return faultsOfReadme(join(root, 'packages', name, 'README.md'), options);
}

/** The page as Vite builds it from what was installed. */
async function runPage() {
  const outDir = join(work, 'page');
  await build({
    root: project,
    configFile: false,
    logLevel: 'warn',
    build: { outDir, emptyOutDir: true, target: 'es2022' },
  });
  const { value, error } = await openInChromium({ folder: outDir, page: 'index.html' });
  if (error) throw new Error(`the page failed: ${error}`);
  return value;
}

/** Gzipped kilobytes of a module with what it imports, as Vite minifies it. */
async function size(entry) {
  const lib = { entry: join(project, entry), formats: ['es'], fileName: 'size' };
  const [{ output: files }] = await build({
    root: project,
    configFile: false,
    logLevel: 'warn',
    build: { write: false, target: 'es2022', minify: true, lib },
  });
  const code = files.map((file) => file.code ?? '').join('');
  return gzipSync(code, { level: 9 }).length / 1000;
}

function* faultsOf(inNode, inPage) {
  const installed = readdirSync(join(project, 'node_modules', '@rondo')).map(
    (name) => `@rondo/${name}`,
  );
  const expected = [...wanted, ...brought].toSorted();
  if (installed.toSorted().join() !== expected.join()) yield `installed ${installed.join(', ')}`;
  if (JSON.stringify(inNode.shapes) !== '[[3,4,14],[4,3,7]]') yield `shapes ${inNode.shapes}`;
  if (inNode.padding !== 0) yield 'what is behind the end of a sequence is not 0';
  if (!inNode.gradients.every((sum) => sum > 0)) yield 'a parameter has no gradient';
  if (JSON.stringify(inNode) !== JSON.stringify(inPage)) yield 'Node and Chromium differ';
}

/** Runs a program and gives what it writes; what it says of an error, if it fails. */
function output(command, parameters, cwd) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, parameters, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let faults = '';
    child.stdout.setEncoding('utf8').on('data', (text) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (faults += text));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(out);
      else
        reject(new Error(`${command} ${parameters.join(' ')} ended with ${code}: ${faults}${out}`));
    });
  });
}
