// Builds the page in test/browser with the built packages, opens it in Chromium and compares what it trained with what Node trains.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, preview } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));
const page = join(root, 'test', 'browser');
const chromium = process.env['CHROMIUM'] ?? 'chromium';

if (spawnSync(chromium, ['--version']).status !== 0) {
  console.error(
    `test:browser needs Chromium and found no '${chromium}': install it (Debian: apt-get install chromium) or name it in CHROMIUM`,
  );
  process.exit(1);
}

const work = mkdtempSync(join(tmpdir(), 'rondo-browser-'));
const alias = Object.fromEntries(
  readdirSync(join(root, 'packages')).map((name) => [
    `@rondo/${name}`,
    join(root, 'packages', name, 'dist', 'index.js'),
  ]),
);
const common = { root: page, configFile: false, logLevel: 'warn', resolve: { alias } };

try {
  await build({
    ...common,
    build: { outDir: join(work, 'page'), emptyOutDir: true, target: 'es2022' },
  });
  const entry = join(page, 'train-and-translate.js');
  const bundle = { ssr: entry, outDir: join(work, 'node'), emptyOutDir: true };
  await build({ ...common, build: bundle, ssr: { noExternal: true } });
  const inNode = await (
    await import(pathToFileURL(join(work, 'node', 'train-and-translate.js')).href)
  ).trainAndTranslate();
  const inBrowser = await openPage();
  console.log('Node:    ', JSON.stringify(inNode));
  console.log('Chromium:', JSON.stringify(inBrowser));
  const faults = compare(inNode, inBrowser);
  for (const fault of faults) console.error(`fault: ${fault}`);
  console.log(`${faults.length === 0 ? 1 : 0} passed, ${faults.length === 0 ? 0 : 1} failed`);
  process.exitCode = faults.length === 0 ? 0 : 1;
} finally {
  rmSync(work, { recursive: true, force: true });
}

/** Serves the page, opens it without a window and reads its report. */
async function openPage() {
  const server = await preview({
    ...common,
    build: { outDir: join(work, 'page') },
    preview: { port: 0, host: '127.0.0.1' },
  });
  try {
    const { port } = server.httpServer.address();
    return await dumpReport(`http://127.0.0.1:${port}/`);
  } finally {
    await server.close();
  }
}

async function dumpReport(url) {
  const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync'];
  const child = spawn(chromium, [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    ...quiet,
    `--user-data-dir=${join(work, 'profile')}`,
    '--virtual-time-budget=600000',
    '--dump-dom',
    url,
  ]);
  const timer = setTimeout(() => child.kill('SIGKILL'), 120_000);
  let html = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (html += text));
  await new Promise((resolve) => child.on('close', resolve));
  clearTimeout(timer);
  const report = /<pre>(.*)<\/pre>/s.exec(html)?.[1];
  if (!report)
    return { error: `the page wrote no report within two minutes: ${html.slice(0, 200)}` };
  return JSON.parse(
    report.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'),
  );
}

function compare(inNode, inBrowser) {
  if (inBrowser.error) return [inBrowser.error];
  const faults = [];
  const expected = ['4 1 3', '8 1 7 2'];
  for (const [where, result] of [
    ['Node', inNode],
    ['Chromium', inBrowser],
  ]) {
    if (result.texts.join() !== expected.join())
      faults.push(`${where} translated ${result.texts.join(' and ')}`);
    if (result.left.tensors !== 0)
      faults.push(`${where} left ${result.left.tensors} tensors behind`);
  }
  // Engines with fused multiply-add round differently; the two runs drift apart, but not far.
  const ratio = inBrowser.perplexity / inNode.perplexity;
  if (!(ratio > 0.8 && ratio < 1.25)) {
    faults.push(`perplexity ${inBrowser.perplexity} in Chromium, ${inNode.perplexity} in Node`);
  }
  return faults;
}
