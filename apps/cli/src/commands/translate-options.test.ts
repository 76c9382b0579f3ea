import { copyFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { FakeIo } from '../../test/fake-io.ts';
import { tinyModel, withModel } from '../../test/tiny-model.ts';

let model: string;
beforeAll(async () => {
  model = await tinyModel();
});

const sentences = ['3 1 4', '', '1 5 9 2 6 5', '2 7 1', '8'];

/** What comes of the sentences. */
async function translated(options: string, texts: readonly string[] = sentences): Promise<string> {
  const workspace = withModel(model);
  workspace.file('in', texts.map((text) => `${text}\n`).join(''));
  const { code, printed, complaint } = await workspace.rondo(
    `translate -m m.safetensors -i in ${options}`.trim(),
  );
  expect({ code, complaint }).toEqual({ code: 0, complaint: '' });
  return printed;
}

describe('rondo translate, options', () => {
  it.each(['', '--beam 3', '--sample --seed 4 --top-k 5', '--beam 2 --n-best 2 --json'])(
    '%s: gives the same whatever the windows and batches',
    async (options) => {
      const printed = await translated(options);
      const rows = printed.split('\n').slice(0, -1);
      expect(rows.length).toBe(sentences.length);
      const text = (printedText: string): string =>
        printedText.replaceAll(/-?\d+\.\d+(?:e-\d+)?/g, '#');
      for (const sizes of ['--window 1', '--window 2 --batch-size 1', '--batch-tokens 9']) {
        expect(text(await translated(`${options} ${sizes}`.trim()))).toBe(text(printed));
      }
    },
  );

  it('lists the n best as Moses does, and as JSON', async () => {
    const rows = (await translated('--beam 4 --n-best 3')).split('\n').slice(0, -1);
    expect(rows.map((row) => row.split(' ||| ')[0])).toEqual(
      [0, 0, 0, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4].map(String),
    );
    const scores = rows.slice(0, 3).map((row) => Number(row.split(' ||| ')[2]));
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    const lines = (await translated('--n-best 2 --json')).split('\n').slice(0, -1);
    const objects = lines.map((line) => JSON.parse(line));
    expect(objects.map(({ line }) => line)).toEqual([1, 2, 3, 4, 5]);
    expect(objects[0]).toMatchObject({ source: '3 1 4', sourceTokens: ['3', '1', '4'] });
    expect(objects[0].translations).toHaveLength(2);
    expect(objects[1].translations).toEqual([]);
  });

  it('aligns words, and says so where a model has no attention', async () => {
    const [first, second] = (await translated('--alignment --max-length 2')).split('\n');
    expect(first).toMatch(/^\S+ \S+ \|\|\| [0-2]-0 [0-2]-1$/);
    expect(second).toBe('');
    const workspace = withModel(await tinyModel(['model.attention=none']));
    const none = await workspace.rondo('translate -m m.safetensors --alignment 3 1');
    expect(none).toMatchObject({ code: 1 });
    expect(none.complaint).toContain('the model has no attention to show; leave out --alignment');
  });

  it('writes attention weights, of recurrent models and Transformers, beside the lines', async () => {
    const transformer =
      'model={ family: transformer, dModel: 4, heads: 2, feedForward: 4, encoderLayers: 1, decoderLayers: 2 }';
    for (const tested of [model, await tinyModel([transformer])]) {
      const workspace = withModel(tested);
      workspace.file('in', '3 1 4\n\n1 5 9\n');
      const command = 'translate -m m.safetensors -i in --longest 3 --max-length 4 --beam 2';
      const plain = await workspace.rondo(`${command} --alignment`);
      const shown = await workspace.rondo(`${command} --alignment --attention w.jsonl --window 1`);
      expect(shown).toEqual(plain);
      const rows = readFileSync(workspace.path('w.jsonl'), 'utf8').trimEnd().split('\n');
      const [first, second, third] = rows.map((row) => JSON.parse(row));
      expect(second).toEqual({ line: 2, source: [], target: [], weights: [] });
      expect(first.source).toEqual(['3', '1', '4', '[end]']);
      expect(third).toMatchObject({ line: 3, source: ['1', '5', '9', '[end]'] });
      const [text, pairs] = plain.printed.split('\n')[0]!.split(' ||| ');
      expect(first.target.filter((token: string) => token !== '[end]').join(' ')).toBe(text);
      for (const { target, weights } of [first, third]) {
        expect(weights).toHaveLength(target.length);
        for (const row of weights) {
          expect(row).toHaveLength(4);
          expect(row.reduce((a: number, b: number) => a + b, 0)).toBeCloseTo(1, 4);
        }
      }
      for (const [, at, n] of pairs!.matchAll(/(\d)-(\d)/g)) {
        const row = first.weights[Number(n)].slice(0, 3) as number[];
        expect(row[Number(at)]).toBe(Math.max(...row));
      }
    }
  });

  it('puts weights in their place with the lines, or not at all', async () => {
    const workspace = withModel(model);
    workspace.file('in', Buffer.from('3 1\n\xff\n', 'latin1'));
    const command = 'translate -m m.safetensors -i in --attention';
    const faulty = await workspace.rondo(`${command} w.jsonl -o out`);
    expect(faulty.code).toBe(1);
    expect(readdirSync(workspace.folder).toSorted()).toEqual(['in', 'm.safetensors']);
    const nowhere = await workspace.rondo(`${command} no/w.jsonl`);
    expect(nowhere.complaint).toContain('or choose another with --attention');
  });

  it('keeps to what an output must and must not be', async () => {
    const lines = (await translated('--must-contain 4 --must-not-contain 7 --prefix 9 --beam 4'))
      .split('\n')
      .slice(0, -1)
      .filter((line) => line !== '');
    for (const line of lines) {
      expect(line).toMatch(/^9\b.*\b4\b/);
      expect(line).not.toMatch(/\b7\b/);
    }
    const unrepeated = await translated('--no-repeat-ngram 1 --max-length 9');
    for (const line of unrepeated.split('\n').slice(0, -1)) {
      const words = line.split(' ');
      expect(new Set(words).size).toBe(words.length);
    }
    const short = await translated('--min-length 2 --max-length 2');
    expect(short.split('\n')[0]!.split(' ')).toHaveLength(2);
  });

  it('draws the same with the same seed', async () => {
    const options = '--sample --temperature 2 --max-length 8';
    const drawn = await translated(`${options} --seed 5`);
    expect(await translated(`${options} --seed 5`)).toBe(drawn);
    expect(await translated(`${options} --seed 6`)).not.toBe(drawn);
    expect(await translated(options)).not.toBe(await translated(options));
  });

  it('lets several models translate as one, if they have the same vocabularies', async () => {
    const workspace = withModel(model);
    copyFileSync(
      await tinyModel(['model.hiddenSize=9', 'training.seed=2']),
      workspace.path('b.safetensors'),
    );
    const both = await workspace.rondo(
      'translate -m m.safetensors -m b.safetensors --beam 2 3 1 4',
    );
    expect(both).toMatchObject({ code: 0, complaint: '' });
    const twice = await workspace.rondo('translate -m m.safetensors -m m.safetensors 3 1 4');
    const once = await workspace.rondo('translate -m m.safetensors 3 1 4');
    expect(twice.printed).toBe(once.printed);
    copyFileSync(
      await tinyModel(['data={ task: dates, train: 2, validation: 1, test: 1 }']),
      workspace.path('c.safetensors'),
    );
    const other = await workspace.rondo('translate -m m.safetensors -m c.safetensors 3');
    expect(other.code).toBe(1);
    expect(other.complaint).toContain('other tokenisers or vocabularies');
  });

  it('leaves a line empty that is too long, tells its number, and goes on', async () => {
    const workspace = withModel(model);
    const long = '1 '.repeat(300_000);
    workspace.file('in', `3 1\n${long}\n1 5\n`);
    const outcome = await workspace.rondo('translate -m m.safetensors -i in -o out');
    expect(outcome.code).toBe(1);
    expect(outcome.complaint).toContain('line 2: left empty, it has 300000 tokens, more than 1000');
    expect(outcome.complaint).toContain('1 line with more than 1000 tokens');
    const lines = readFileSync(workspace.path('out'), 'utf8').split('\n');
    expect(lines.map((line) => line === '')).toEqual([false, true, false, true]);
    const learned = withModel(
      await tinyModel([
        'model={ family: transformer, dModel: 4, heads: 1, feedForward: 4, positions: learned, maxLength: 64, encoderLayers: 1, decoderLayers: 1 }',
      ]),
    );
    const beyond = await learned.rondo(['translate', '-m', 'm.safetensors', '1 '.repeat(64)]);
    expect(beyond.complaint).toContain('it has 64 tokens, more than 63');
  });

  it('stops at Ctrl-C: what is written stays, a file named with --output is left as it was', async () => {
    const workspace = withModel(model);
    async function* typing(): AsyncGenerator<string> {
      yield '3 1 4\n';
      for (;;) {
        await setTimeout(10);
        yield '1 5\n';
      }
    }
    const io = new FakeIo(workspace.folder, typing());
    io.onWrite = () => io.pressCtrlC();
    const stopped = await workspace.rondo('translate -m m.safetensors', io);
    expect(stopped).toMatchObject({ code: 130, complaint: '' });
    expect(stopped.printed.split('\n').length).toBeGreaterThanOrEqual(2);
    const other = new FakeIo(workspace.folder, typing());
    void setTimeout(300).then(() => other.pressCtrlC());
    const unwritten = await workspace.rondo('translate -m m.safetensors -o out', other);
    expect(unwritten.code).toBe(130);
    expect(unwritten.complaint).toBe(
      'Stopped; out is not written: a file is put in its place as a whole, when all is done\n',
    );
    expect(existsSync(workspace.path('out'))).toBe(false);
    workspace.file('out', 'precious');
    const again = new FakeIo(workspace.folder, typing());
    void setTimeout(100).then(() => again.pressCtrlC());
    const kept = await workspace.rondo('translate -m m.safetensors -o out', again);
    expect(kept.code).toBe(130);
    expect(kept.complaint).toContain('Stopped; out is as it was before: a file');
    expect(readFileSync(workspace.path('out'), 'utf8')).toBe('precious');
    expect(readdirSync(workspace.folder).toSorted()).toEqual(['m.safetensors', 'out']);
    const lost = new FakeIo(workspace.folder, typing());
    lost.onWrite = () => lost.loseOutput('EPIPE');
    expect(await workspace.rondo('translate -m m.safetensors', lost)).toMatchObject({
      code: 0,
      complaint: '',
    });
    const full = new FakeIo(workspace.folder, typing());
    full.onWrite = () => full.loseOutput('ENOSPC');
    const filled = await workspace.rondo('translate -m m.safetensors', full);
    expect(filled.code).toBe(1);
    expect(filled.complaint).toContain('the disk is full');
  });

  it.each([
    ['--beam 0', 'a whole number, 1 to 1000'],
    ['--beam 2 --n-best 3', '--n-best 3 is more than --beam 2'],
    ['--sample --beam 2', '--sample draws one output; leave out --beam'],
    ['--top-k 3', '--top-k: only sampling draws; add --sample'],
    ['--sample --top-p 1.5', 'a number above 0, at most 1'],
    ['--length-norm long', 'Allowed choices are average, gnmt, none'],
    ['-o w --attention ./w', '--output and --attention name the same file'],
    ['--temperature warm', 'Expected a number above 0'],
  ])('refuses %s', async (options, message) => {
    const workspace = withModel(model);
    const { code, complaint } = await workspace.rondo(`translate -m m.safetensors ${options} 3`);
    expect(code).toBe(2);
    expect(complaint).toContain(message);
  });

  it('says which word a model does not have', async () => {
    const workspace = withModel(model);
    const outcome = await workspace.rondo('translate -m m.safetensors --must-contain cat 3');
    expect(outcome.code).toBe(1);
    expect(outcome.complaint).toContain('the target vocabulary has no "cat"');
  });
});
