import { cpSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { damage, damaged } from '../test/damaged.ts';
import { FakeIo } from '../test/fake-io.ts';
import { tinyModel } from '../test/tiny-model.ts';
import { tinyConfig, Workspace } from '../test/workspace.ts';

/** A tokeniser's file that another program made. */
function fixture(name: string): Uint8Array {
  const url = new URL(`../../../packages/data/test/fixtures/generated/${name}`, import.meta.url);
  const bytes = readFileSync(fileURLToPath(url));
  return name.endsWith('.gz') ? gunzipSync(bytes) : bytes;
}

const lines = Array.from({ length: 14 }, (_, n) => `w${n % 5} ab${n % 3} ä漢${n % 4}`);
const lineText = `${lines.join('\n')}\n`;
const sides = (source: string) =>
  `data: { train: { source: ${source}, target: en }, validation: { source: en, target: en } }`;
const rest = `
model: { embeddingSize: 3, hiddenSize: 2, attention: none, bidirectional: false }
training: { epochs: 1, maxTokens: 400 }
`;
const split = (kind: string) => `tokenizer: { source: ${kind}, target: { kind: whitespace } }`;

const files: Readonly<Record<string, string | Uint8Array>> = {
  en: lineText,
  'de.gz': gzipSync(lineText),
  'pairs.tsv': lines.map((line) => `${line}\t${line}\n`).join(''),
  'pairs.jsonl': lines
    .map((line) => `${JSON.stringify({ source: line, target: line })}\n`)
    .join(''),
  codes: '#version: 0.2\na b\nab 1</w>\nw 1</w>\nä 漢\n',
  pieces: 'ab@@ 9\nw1 7\nä漢@@ 4\n1 3\n2 3\n',
  'sp.model': fixture('sentencepiece/bpe-rules.model.gz'),
  'tokenizer.json': fixture('huggingface/wordpiece.json'),
  'plain.yaml': `${sides('en')}${rest}`,
  'plain.json': JSON.stringify({
    data: { task: 'copy', train: 9, validation: 3, test: 2 },
    model: { hiddenSize: 3 },
  }),
  'zipped.yaml': `${sides('de.gz')}${rest}`,
  'codes.yaml': `${sides('en')}\n${split('{ kind: subword, merges: codes }')}${rest}`,
  'pieces.yaml': `${sides('en')}\n${split('{ kind: subword, merges: codes, vocabulary: pieces }')}${rest}`,
  'sentencepiece.yaml': `${sides('en')}\n${split('{ kind: sentencepiece, model: sp.model }')}${rest}`,
  'huggingface.yaml': `${sides('en')}\n${split('{ kind: huggingface, json: tokenizer.json }')}${rest}`,
};

let model: string;
beforeAll(async () => {
  model = await tinyModel();
});

function workspaceWithAll(): Workspace {
  const workspace = new Workspace();
  for (const [name, content] of Object.entries(files)) workspace.file(name, content);
  cpSync(model, workspace.path('m.safetensors'));
  return workspace;
}

/** What a command may do with a damaged file: its work, or say what is wrong with it in a line, naming it. */
async function expectOrderly(
  workspace: Workspace,
  command: string,
  name: string | RegExp,
  io?: FakeIo,
): Promise<void> {
  const start = performance.now();
  const { code, complaint, printed } = await workspace.rondo(
    command,
    io ?? new FakeIo(workspace.folder),
  );
  const facts = { command, code, complaint, printed };
  expect({ ...facts, isSlow: performance.now() - start > 60_000 }).toMatchObject({ isSlow: false });
  expect({ ...facts, isOrderly: code === 0 || code === 1 }).toMatchObject({ isOrderly: true });
  expect(complaint).not.toMatch(/\n +at |fault in the program|\[object/);
  if (code === 0) return;
  expect(complaint).toMatch(/^error: /);
  expect(complaint.split('\n').slice(0, 4).join('\n')).toMatch(name);
  expect(complaint.length).toBeLessThan(3000);
}

/** Nothing is left of a run that failed, and all is there of one that did not. */
function expectNothingHalf(workspace: Workspace): void {
  const run = workspace.path('run');
  if (!existsSync(run)) return;
  const names = readdirSync(run);
  expect(names).toEqual(
    expect.arrayContaining(['last.safetensors', 'best.safetensors', 'report.html']),
  );
  expect(names.filter((name) => name.startsWith('.'))).toEqual([]);
  rmSync(run, { recursive: true });
}

describe('rondo with a damaged file', () => {
  it.each([
    ['de.gz', 'train zipped.yaml', 12],
    ['pairs.tsv', 'inspect pairs.tsv', 40],
    ['pairs.jsonl', 'inspect pairs.jsonl', 40],
    ['codes', 'inspect codes.yaml', 30],
    ['codes', 'train codes.yaml', 4],
    ['pieces', 'inspect pieces.yaml', 30],
    ['sp.model', 'inspect sentencepiece.yaml', 30],
    ['tokenizer.json', 'inspect huggingface.yaml', 30],
    ['plain.yaml', 'inspect plain.yaml', 60],
    ['plain.json', 'inspect plain.json', 60],
    ['m.safetensors', 'translate -m m.safetensors 1 2', 25],
    ['m.safetensors', 'inspect m.safetensors', 40],
  ])('%s: `rondo %s` works or says what is wrong', async (name, command, numRuns) => {
    const workspace = workspaceWithAll();
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const whole = readFileSync(workspace.path(name));
    await fc.assert(
      fc.asyncProperty(damage, async (done) => {
        workspace.file(name, damaged(whole, done));
        await expectOrderly(
          workspace,
          command,
          name.startsWith('plain') ? /plain|cannot read/ : name,
        );
        expectNothingHalf(workspace);
      }),
      { numRuns },
    );
    warn.mockRestore();
  });
});

describe('rondo train --resume and inspect with a damaged run', () => {
  it('a damaged log is read as far as it is whole, and mended', async () => {
    const workspace = new Workspace();
    workspace.file('tiny.yaml', tinyConfig);
    await workspace.rondo('train tiny.yaml --out whole --set training.epochs=1');
    const whole = readFileSync(workspace.path('whole/metrics.jsonl'));
    const strange = ['null', '7', '{"kind":"step"}', '{"kind":"validation","step":"x"}', '[]'];
    const line = fc.constantFrom(...strange).map((json) => Buffer.from(`${json}\n`));
    const log = fc.oneof(
      damage.map((done) => damaged(whole, done)),
      line.map((added) => Buffer.concat([added, whole])),
      line.map((added) => Buffer.concat([whole, added])),
    );
    await fc.assert(
      fc.asyncProperty(log, async (bytes) => {
        rmSync(workspace.path('run'), { recursive: true, force: true });
        cpSync(workspace.path('whole'), workspace.path('run'), { recursive: true });
        workspace.file('run/metrics.jsonl', bytes);
        await expectOrderly(workspace, 'inspect run', 'metrics.jsonl');
        await expectOrderly(workspace, 'train --out run --resume', 'run');
        const after = readFileSync(workspace.path('run/metrics.jsonl'), 'utf8');
        for (const text of after.trim().split('\n'))
          expect(JSON.parse(text)).toHaveProperty('kind');
      }),
      { numRuns: 8 },
    );
  });

  it('a damaged checkpoint is refused, and all is left as it was', async () => {
    const workspace = new Workspace();
    workspace.file('tiny.yaml', tinyConfig);
    await workspace.rondo('train tiny.yaml --set training.epochs=1');
    const whole = readFileSync(workspace.path('run/last.safetensors'));
    const log = readFileSync(workspace.path('run/metrics.jsonl'));
    await fc.assert(
      fc.asyncProperty(damage, async (done) => {
        const bytes = damaged(whole, done);
        fc.pre(!whole.equals(bytes));
        workspace.file('run/last.safetensors', bytes);
        const { code, complaint } = await workspace.rondo('train --resume');
        expect(code).toBe(1);
        expect(complaint).toMatch(/^error: .*last\.safetensors: /);
        expect(complaint).not.toMatch(/\n +at |fault in the program/);
        expect(readFileSync(workspace.path('run/last.safetensors')).equals(bytes)).toBe(true);
        expect(readFileSync(workspace.path('run/metrics.jsonl'))).toEqual(log);
      }),
      { numRuns: 30 },
    );
  });
});

describe('rondo translate of damaged text', () => {
  const whole = Buffer.from('3 1 4\n1 5\r\n\n9 2 6 漢 ä\n'.repeat(3));

  it('from a pipe or a file: all lines, or the place of the fault', async () => {
    const workspace = workspaceWithAll();
    await fc.assert(
      fc.asyncProperty(damage, fc.boolean(), async (done, isPiped) => {
        const bytes = damaged(whole, done);
        workspace.file('in.txt', bytes);
        const io = new FakeIo(workspace.folder, [bytes]);
        const from = isPiped ? '' : ' --input in.txt --output out.txt';
        await expectOrderly(
          workspace,
          `translate -m m.safetensors --max-length 3${from}`,
          isPiped ? 'standard input' : 'in.txt',
          io,
        );
        const isWritten = !isPiped && io.complaint === '';
        expect(existsSync(workspace.path('out.txt'))).toBe(isWritten);
        rmSync(workspace.path('out.txt'), { force: true });
        expect(readdirSync(workspace.folder).filter((name) => name.startsWith('.'))).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it('takes a line of a megabyte, mixed line ends and byte-order marks as they are', async () => {
    const workspace = workspaceWithAll();
    workspace.file('in.txt', `\uFEFF3 1\r\n4 \r 1\n${'5 '.repeat(500_000)}\n9`);
    const { code, complaint } = await workspace.rondo(
      'translate -m m.safetensors --input in.txt --output out.txt',
    );
    expect(code).toBe(1);
    expect(complaint).toMatch(/line 3\b/);
    expect(readFileSync(workspace.path('out.txt'), 'utf8').split('\n')).toHaveLength(5);
  });
});

describe('rondo with vocabularies of another run', () => {
  const words = (n: number): string =>
    Array.from({ length: 12 }, (_, i) => `w${(i * n) % 7} v${i % n}`).join('\n');
  const yaml = (source: string) =>
    `data: { train: { source: ${source}, target: ${source} }, validation: { source: ${source}, target: ${source} } }${rest}`;

  it('says so: together, resumed, and put together of two files', async () => {
    const workspace = new Workspace();
    workspace.file('a', words(3));
    workspace.file('b', words(5));
    workspace.file('a.yaml', yaml('a'));
    workspace.file('b.yaml', yaml('b'));
    for (const name of ['a', 'b']) await workspace.rondo(`train ${name}.yaml --out run-${name}`);
    const refused = async (command: string, message: RegExp): Promise<void> => {
      const { code, complaint } = await workspace.rondo(command);
      expect({ command, code }).toEqual({ command, code: 1 });
      expect(complaint).toMatch(message);
      expect(complaint).not.toMatch(/\n +at |fault in the program/);
    };
    const [a, b] = ['run-a/best.safetensors', 'run-b/best.safetensors'];
    const other = /run-b\/best\.safetensors was trained with other tokenisers or vocabularies than/;
    await refused(`translate -m ${a} -m ${b} w1`, other);
    await refused(`serve -m ${a} -m ${b} --port 0`, other);
    await refused(`average ${a} ${b} -o mean.safetensors`, /run-b\/best\.safetensors/);
    expect(existsSync(workspace.path('mean.safetensors'))).toBe(false);
    await refused('train b.yaml --out run-a --resume', /with other data or another model/);
    // The same pairs in the same order, but other vocabularies.
    await refused(
      'train a.yaml --out run-a --resume --set vocabulary.minFrequency=3',
      /vocabulary\.minFrequency: 1 → 3/,
    );
    // A folder that holds the files of two runs.
    cpSync(workspace.path('run-b/last.safetensors'), workspace.path('run-a/last.safetensors'));
    await refused('train --out run-a --resume', /with other data or another model/);
    // Other words than the model knows are no fault.
    const from = await workspace.rondo(`train b.yaml --out run-c --from ${a}`);
    expect(from.code).toBe(0);
    expect(from.printed).toMatch(/Taken over: .*\(\d+ of \d+ rows\)/);
    const translated = await workspace.rondo(`translate -m ${a} zz yy`);
    expect(translated).toMatchObject({ code: 0, complaint: '' });
  });
});

it('rondo refuses sizes that would take hours or all memory', async () => {
  const workspace = new Workspace();
  workspace.file('huge.yaml', 'data: { task: copy }');
  for (const size of ['data.train', 'data.validation', 'data.test', 'model.layers']) {
    const { code, complaint } = await workspace.rondo(
      `train huge.yaml --set ${size}=1000000000000`,
    );
    expect({ size, code }).toEqual({ size, code: 1 });
    expect(complaint).toContain(size);
  }
});
