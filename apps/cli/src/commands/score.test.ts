import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { FakeIo } from '../../test/fake-io.ts';
import { tinyModel, withModel } from '../../test/tiny-model.ts';

let model: string;
beforeAll(async () => {
  model = await tinyModel();
});

const pairs = [
  ['3 1 4', '3 1 4'],
  ['1 5', '5 1 9 9'],
  ['', '7'],
  ['2 7 1', '2'],
] as const;

describe('rondo score', () => {
  it('gives each pair its log-probability in order, from files, one file or a pipe', async () => {
    const workspace = withModel(model);
    workspace.file('s', pairs.map(([source]) => `${source}\n`).join(''));
    workspace.file('t', pairs.map(([, target]) => `${target}\n`).join(''));
    const text = pairs.map((pair) => `${pair.join('\t')}\n`).join('');
    workspace.file('p.tsv', text);
    const files = await workspace.rondo('score -m m.safetensors --source s --target t');
    expect(files.code).toBe(0);
    const lines = files.printed.split('\n');
    expect(lines).toHaveLength(5);
    expect(lines[2]).toBe('');
    expect(lines[0]).toMatch(/^-\d+\.\d{6}\t4$/);
    expect(lines[3]).toMatch(/\t2$/);
    const one = await workspace.rondo(
      'score -m m.safetensors --pairs p.tsv --batch-size 1 --window 2',
    );
    for (const [n, line] of one.printed.split('\n').entries()) {
      const [expected, actual] = [lines[n]!, line].map((cells) => Number(cells.split('\t')[0]));
      expect(Math.abs(actual! - expected!)).toBeLessThan(1e-4);
    }
    const piped = new FakeIo(workspace.folder, [text.slice(0, 9), text.slice(9)]);
    expect((await workspace.rondo('score -m m.safetensors', piped)).printed).toBe(files.printed);
    const output = await workspace.rondo('score -m m.safetensors --pairs p.tsv -o out');
    expect(output.printed).toBe('');
    expect(readFileSync(workspace.path('out'), 'utf8')).toBe(files.printed);
  });

  it('sums up: the perplexity of evaluate; with each token in JSON', async () => {
    const workspace = withModel(model);
    const kept = pairs.filter(([source]) => source !== '');
    workspace.file('s', kept.map(([source]) => `${source}\n`).join(''));
    workspace.file('t', kept.map(([, target]) => `${target}\n`).join(''));
    const files = '-m m.safetensors --source s --target t';
    const { printed } = await workspace.rondo(`score ${files} --summary`);
    expect(printed).toMatch(/pairs +3\ntokens +11 /);
    const evaluated = await workspace.rondo(`evaluate ${files}`);
    const perplexity = /perplexity +(\S+)/;
    expect(perplexity.exec(printed)![1]).toBe(perplexity.exec(evaluated.printed)![1]);
    const json = await workspace.rondo(`score ${files} --json`);
    const [first] = json.printed.split('\n').map((line) => line && JSON.parse(line));
    expect(first.tokens).toEqual(['3', '1', '4']);
    const sum = first.logProbabilities.reduce((a: number, b: number) => a + b, 0);
    expect(sum).toBeCloseTo(first.logProbability, 4);
    const ensemble = await workspace.rondo(`score -m m.safetensors ${files} --summary`);
    expect(perplexity.exec(ensemble.printed)![1]).toBe(perplexity.exec(printed)![1]);
  });

  it('leaves a pair empty that is too long, tells its number, and goes on', async () => {
    const workspace = withModel(model);
    workspace.file('p.tsv', '1 2\t1\n1 2 3\t1\n\t1\n1\t1 2 3 4\n1\t1 2\n');
    const outcome = await workspace.rondo(
      'score -m m.safetensors --pairs p.tsv --longest 2 -o out',
    );
    expect(outcome.code).toBe(1);
    expect(outcome.complaint).toContain('line 2: left empty, it has 3 tokens, more than 2\n');
    expect(outcome.complaint).toContain('line 4: left empty, it has 4 tokens, more than 2\n');
    expect(outcome.complaint).toMatch(/pairs +2; left out, empty or too long: 3\ntokens +5 /);
    expect(outcome.complaint).toContain('2 lines with more than 2 tokens stayed empty; cut them');
    const lines = readFileSync(workspace.path('out'), 'utf8').split('\n');
    expect(lines.map((line) => line === '')).toEqual([false, true, true, true, false, true]);
    const learned = withModel(
      await tinyModel([
        'model={ family: transformer, dModel: 4, heads: 1, feedForward: 4, positions: learned, maxLength: 64, encoderLayers: 1, decoderLayers: 1 }',
      ]),
    );
    const beyond = (count: number): FakeIo =>
      new FakeIo(learned.folder, [`1 2\t${'1 '.repeat(count)}\n`]);
    expect(await learned.rondo('score -m m.safetensors', beyond(63))).toMatchObject({ code: 0 });
    const refused = await learned.rondo('score -m m.safetensors', beyond(64));
    expect(refused.complaint).toContain('it has 64 tokens, more than 63');
  });

  it('explains what it cannot read', async () => {
    const workspace = withModel(model);
    const io = (text: string): FakeIo => new FakeIo(workspace.folder, [text]);
    const complaint = async (text: string): Promise<string> => {
      const outcome = await workspace.rondo('score -m m.safetensors', io(text));
      expect(outcome.code).toBe(1);
      return outcome.complaint;
    };
    expect(await complaint('1\t2\n3 4\n')).toContain(
      'standard input, line 2: expected a sentence, one tab',
    );
    expect(await complaint('1\t2\t3\n')).toContain('received 2 tabs');
    expect(await workspace.rondo('score -m m.safetensors --source s')).toMatchObject({ code: 2 });
    const all = await workspace.rondo('score -m m.safetensors --source s --target t --pairs p.tsv');
    expect(all.code).toBe(2);
    const missing = await workspace.rondo('score -m m.safetensors --pairs p.tsv');
    expect(missing).toMatchObject({ code: 1 });
    workspace.file('s', '1\n2\n');
    workspace.file('t', '1\n');
    const uneven = await workspace.rondo('score -m m.safetensors --source s --target t');
    expect(uneven.complaint).toContain('2');
    expect(uneven.code).toBe(1);
  });
});
