// Runs every ```ts block of the READMEs, and of the pages in a package's docs, as a user would: type-checked against the built
// declarations, compiled, and run by this Node. A ```text block that follows is its expected output.
// Examples on a graphics device are only compiled; with --gpu they are those that run.
import { spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const timeLimit = 120_000;
const onGpu = process.argv.includes('--gpu');
const root = fileURLToPath(new URL('..', import.meta.url));
const sandbox = join(root, 'node_modules', '.cache', 'readme-examples');
const typescript = join(root, 'node_modules', 'typescript', 'bin', 'tsc');

const packages = readdirSync(join(root, 'packages')).filter((name) =>
  existsSync(join(root, 'packages', name, 'package.json')),
);
const readmes = ['README.md', ...packages.flatMap(pagesOf)].filter((file) =>
  existsSync(join(root, file)),
);

/** The README of a package, and the pages in its docs. */
function pagesOf(name) {
  const docs = join(root, 'packages', name, 'docs');
  const pages = existsSync(docs) ? readdirSync(docs).filter((file) => file.endsWith('.md')) : [];
  return ['README.md', ...pages.map((file) => `docs/${file}`)].map(
    (file) => `packages/${name}/${file}`,
  );
}

/** The fenced blocks of a Markdown text, with the line number of their first line of content. */
function fencedBlocks(text) {
  const lines = text.split(/\r?\n/);
  const blocks = [];
  for (let at = 0; at < lines.length; at += 1) {
    const fence = /^```(\w*)\s*$/.exec(lines[at]);
    if (!fence) continue;
    const end = lines.indexOf('```', at + 1);
    if (end < 0) throw new Error(`line ${at + 1}: expected a closing fence, reached the end`);
    blocks.push({ language: fence[1], line: at + 2, end: end + 1, body: lines.slice(at + 1, end) });
    at = end;
  }
  return { lines, blocks };
}

/** The runnable examples of one README; `expected` is the text block right below, if any. */
function examplesOf(readme) {
  const { lines, blocks } = fencedBlocks(readFileSync(join(root, readme), 'utf8'));
  return blocks.flatMap((block, index) => {
    if (block.language !== 'ts') return [];
    const next = blocks[index + 1];
    const between = next ? lines.slice(block.end, next.line - 2) : [];
    const follows = next?.language === 'text' && between.every((line) => line.trim() === '');
    const name = `${readme.replace(/\.md$/, '').replaceAll('/', '-')}-${block.line}`;
    return [{ readme, name, ...block, expected: follows ? next.body : undefined }];
  });
}

/** A folder that has all packages installed, as links, and each example as a file. */
function prepare(examples) {
  rmSync(sandbox, { recursive: true, force: true });
  mkdirSync(join(sandbox, 'node_modules', '@rondo'), { recursive: true });
  for (const name of packages) {
    const link = join(sandbox, 'node_modules', '@rondo', name);
    symlinkSync(join(root, 'packages', name), link, 'junction');
  }
  writeFileSync(join(sandbox, 'package.json'), JSON.stringify({ type: 'module' }));
  for (const { name, line, body } of examples) {
    // Blank lines above keep the line numbers of the README in every message.
    const source = `${'\n'.repeat(line - 1)}${body.join('\n')}\nexport {};\n`;
    writeFileSync(join(sandbox, `${name}.ts`), source);
  }
  writeFileSync(
    join(sandbox, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: {
        target: 'es2022',
        lib: ['es2023', 'esnext.disposable', 'dom', 'dom.iterable'],
        module: 'nodenext',
        strict: true,
        types: ['node'],
        typeRoots: [join(root, 'node_modules', '@types')],
        sourceMap: true,
        noEmitOnError: false,
        outDir: 'out',
        rootDir: '.',
      },
      include: ['*.ts'],
    }),
  );
}

/** Puts the README's name where a message names the file made from it. */
function inReadme(examples, message) {
  return examples.reduce(
    (text, { name, readme }) =>
      text.replaceAll(new RegExp(`(?:file://)?[^\\s(]*\\b${name}\\.ts`, 'g'), readme),
    message,
  );
}

function typeErrors(examples) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [typescript, '-p', sandbox], {
    cwd: sandbox,
    encoding: 'utf8',
  });
  return status === 0 ? '' : inReadme(examples, stdout + stderr).trim();
}

function run(example) {
  return new Promise((resolve) => {
    const file = join(sandbox, 'out', `${example.name}.js`);
    const child = spawn(process.execPath, ['--enable-source-maps', file], {
      cwd: join(sandbox, 'out'),
      timeout: timeLimit,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let printed = '';
    let complaint = '';
    child.stdout.setEncoding('utf8').on('data', (text) => (printed += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (complaint += text));
    child.on('close', (code, signal) => resolve({ code, signal, printed, complaint }));
  });
}

const tidy = (lines) =>
  lines
    .map((line) => line.trimEnd())
    .join('\n')
    .trim();

/** What is wrong with the outcome of an example, or nothing. */
function verdict({ expected }, { code, signal, printed, complaint }) {
  if (signal) return `stopped by ${signal} (limit ${timeLimit / 1000} s)\n${complaint}`;
  if (code !== 0) return `exit code ${code}\n${complaint}`;
  if (expected === undefined || tidy(expected) === tidy(printed.split(/\r?\n/))) return '';
  return `expected output\n${tidy(expected)}\nprinted\n${tidy(printed.split(/\r?\n/))}`;
}

const examples = readmes.flatMap(examplesOf);
prepare(examples);
let failures = 0;
const types = examples.length > 0 ? typeErrors(examples) : '';
if (types) {
  failures += 1;
  console.error(types);
}
/** Whether an example needs a graphics device. */
const needsGpu = ({ body }) => body.some((line) => line.includes("'@rondo/backend-webgpu'"));
const chosen = examples.filter((example) => needsGpu(example) === onGpu);
const waiting = [...chosen];
await Promise.all(
  Array.from({ length: availableParallelism() }, async () => {
    for (let example = waiting.shift(); example; example = waiting.shift()) {
      const started = performance.now();
      const problem = verdict(example, await run(example));
      const place = `${example.readme}:${example.line}`;
      if (problem) {
        failures += 1;
        console.error(`FAIL ${place}: ${inReadme(examples, problem)}`);
      } else {
        const checked = example.expected ? 'output as shown' : 'ran';
        console.log(`ok   ${place} ${checked}, ${Math.round(performance.now() - started)} ms`);
      }
    }
  }),
);
const rest = examples.length - chosen.length;
console.log(
  `${chosen.length} examples of ${readmes.length} READMEs ran, ${rest} were compiled only; ${failures} failures`,
);
process.exitCode = failures > 0 ? 1 : 0;
