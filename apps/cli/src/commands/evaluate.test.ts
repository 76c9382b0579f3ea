import { copyFileSync, cpSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { tinyModel, withModel } from '../../test/tiny-model.ts';
import { tinyConfig, Workspace } from '../../test/workspace.ts';

/** A model that has learnt by heart to say "X y ." for "a b". */
async function trained(test: string): Promise<Workspace> {
  const workspace = new Workspace();
  mkdirSync(workspace.path('text'));
  workspace.file('text/de', 'A b\nc d e\n'.repeat(4));
  workspace.file('text/en', 'X y .\nZ w v u\n'.repeat(4));
  workspace.file(
    'files.yaml',
    `data:
  train: { source: text/de, target: text/en }
  validation: { source: text/de, target: text/en }
${test}
model: { embeddingSize: 8, hiddenSize: 8, dropout: 0 }
training: { epochs: 25, learningRate: 0.05, warmup: 3, schedule: constant, validateEvery: 25, labelSmoothing: 0 }
`,
  );
  expect(await workspace.rondo('train files.yaml')).toMatchObject({ code: 0, complaint: '' });
  return workspace;
}

describe('rondo evaluate', () => {
  it('measures on given files and on the test data of the config, wherever the tree is moved', async () => {
    const workspace = await trained('  test: { source: text/de, target: text/en }');
    const { code, printed } = await workspace.rondo('evaluate --model run/best.safetensors');
    expect(code).toBe(0);
    expect(printed).toMatch(
      /sentences +8\nloss +0\.\d+\nperplexity +1\.\d+\nexact match +100\.00 %\n/,
    );
    expect(printed).toContain('nrefs:1|case:lc|eff:no|tok:13a|smooth:exp');
    const cased = await workspace.rondo('evaluate -m run/best.safetensors --no-lowercase');
    expect(cased.printed).toContain('case:mixed');
    expect(cased.printed).toMatch(/exact match +0\.00 %/);
    const options = '--source text/de --target text/en --tokenize none --output out';
    const files = await workspace.rondo(`evaluate -m run/best.safetensors ${options}`);
    expect(files.printed).toContain('tok:none');
    expect(readFileSync(workspace.path('out'), 'utf8')).toBe('x y.\nz w v u\n'.repeat(4));
    mkdirSync(workspace.path('moved'));
    for (const name of ['run', 'text'])
      renameSync(workspace.path(name), workspace.path(`moved/${name}`));
    const moved = await workspace.rondo('evaluate -m moved/run/best.safetensors');
    expect(moved.code).toBe(0);
    cpSync(workspace.path('moved/run/best.safetensors'), workspace.path('lonely.safetensors'));
    const lonely = await workspace.rondo('evaluate -m lonely.safetensors');
    expect(lonely.complaint).toContain('name other files with --source and --target');
  });

  it('joins pieces of words, and asks for files where the config has none', async () => {
    const workspace = await trained('');
    workspace.file('de', 'A b\n');
    workspace.file('en', 'x@@ y\n');
    const command = 'evaluate -m run/best.safetensors --source de';
    const pieces = await workspace.rondo(`${command} --target en --no-join-subwords`);
    expect(pieces.printed).toMatch(/match +0\.00/);
    expect(pieces.printed).toContain('tok:13a');
    workspace.file('en', 'x y@@ .\n');
    const joined = await workspace.rondo(`${command} --target en`);
    expect(joined.printed).toMatch(/match +100\.00/);
    expect(joined.printed).toContain('tok:none');
    workspace.file('en', 'X y .\n');
    const blanks = await workspace.rondo(`${command} --target en`);
    expect(blanks.printed).toMatch(/match +100\.00/);
    const none = await workspace.rondo('evaluate -m run/best.safetensors');
    expect(none).toMatchObject({ code: 1 });
    expect(none.complaint).toContain('names no test data; name files with --source and --target');
    expect(await workspace.rondo(command)).toMatchObject({ code: 2 });
    const counts = await workspace.rondo(
      `evaluate -m run/best.safetensors --source text/de --target en`,
    );
    expect(counts.complaint).toMatch(/de has 8 lines, .*en has 1/);
  });

  it('takes the test part of a task', async () => {
    const workspace = new Workspace();
    workspace.file('tiny.yaml', tinyConfig);
    const run = await workspace.rondo('train tiny.yaml');
    const { printed } = await workspace.rondo('evaluate --model run/best.safetensors');
    const figures = printed.split('\n').slice(0, 5);
    expect(figures[0]).toBe('sentences    5');
    expect(run.printed).toContain(figures.join('\n'));
  });

  it('measures translations in a file, and compares two systems', async () => {
    const workspace = new Workspace();
    const reference = Array.from({ length: 40 }, (_, n) => `the dog ${n} sees a cat .`);
    const good = reference.map((line, n) => (n % 10 === 0 ? line.replace('cat', 'cow') : line));
    const bad = reference.map((line, n) => (n % 2 === 0 ? line.replace('dog', 'pig') : line));
    for (const [name, lines] of Object.entries({ reference, good, bad })) {
      workspace.file(name, lines.map((line) => `${line}\n`).join(''));
    }
    const command = 'evaluate --hypotheses good --target reference';
    const plain = await workspace.rondo(command);
    expect(plain).toMatchObject({ code: 0, complaint: '' });
    expect(plain.printed).toMatch(
      /^sentences +40\nBLEU +\d+\.\d+ {2}\(nrefs:1\|case:mixed\|eff:no\|tok:13a\|smooth:exp/,
    );
    expect(plain.printed).toMatch(/\nchrF2 +\d.*nc:6\|nw:0.*\nTER +\d.*tok:tercom/);
    const sure = await workspace.rondo(`${command} --confidence --samples 50 --metrics chrf++`);
    expect(sure.printed).toMatch(/chrF2\+\+ +\d+\.\d+ ± \d+\.\d+ {2}\(nrefs:1\|bs:50\|seed:12345/);
    const compared = await workspace.rondo(`${command} --baseline bad --samples 100`);
    expect(compared.printed).toMatch(
      /baseline +system +p +system better in\nBLEU .* 0\.0099 +100\.0 %\n/,
    );
    expect(compared.printed).toMatch(/\nTER .* 0\.0099 +100\.0 %\n/);
    const json = await workspace.rondo(`${command} --json --baseline good --metrics bleu`);
    const { scores } = JSON.parse(json.printed);
    expect(scores).toMatchObject([{ name: 'BLEU', comparison: { pValue: 1, winRate: 0 } }]);
    workspace.file('short', 'a\n');
    const short = await workspace.rondo('evaluate --hypotheses short --target reference');
    expect(short.complaint).toMatch(/short has 1 lines, and there are 40 sentences/);
    for (const wrong of [
      'evaluate',
      'evaluate --hypotheses good',
      'evaluate --hypotheses good --target reference --source good',
      `${command} -m x`,
      `${command} --metrics blue`,
    ]) {
      expect(await workspace.rondo(wrong)).toMatchObject({ code: 2 });
    }
  });

  it('decodes as asked, and compares with a baseline line by line', async () => {
    const workspace = await trained('  test: { source: text/de, target: text/en }');
    workspace.file('de', 'A b\n\nc d e\n');
    workspace.file('en', 'X y .\nlost\nZ w v u\n');
    workspace.file('base', 'x\nlost\nz w\n');
    const files = 'evaluate -m run/best.safetensors --source de --target en';
    const { code, printed } = await workspace.rondo(
      `${files} --baseline base --samples 20 --beam 3`,
    );
    expect(code).toBe(0);
    expect(printed).toMatch(/^sentences +2\n/);
    expect(printed).toMatch(/chrF2 .* 100\.0 %/);
    const cut = await workspace.rondo(`${files} --max-length 1 --output out`);
    expect(cut.printed).toMatch(/exact match +0\.00 %/);
    expect(readFileSync(workspace.path('out'), 'utf8')).toBe('x\nz\n');
    workspace.file('base', 'x\n');
    const wrong = await workspace.rondo(`${files} --baseline base`);
    expect(wrong.complaint).toContain('base has 1 lines, and there are 2 sentences');
  });

  it('lets several models translate as one', async () => {
    const workspace = withModel(await tinyModel());
    copyFileSync(await tinyModel(['training.seed=2']), workspace.path('b.safetensors'));
    workspace.file('s', '3 1 4\n1 5\n2 7 1\n');
    workspace.file('t', '3 1 4\n1 5 9\n2\n');
    const files = '--source s --target t --json';
    const figures = async (models: string): Promise<Record<string, unknown>> => {
      const { code, printed, complaint } = await workspace.rondo(`evaluate ${models} ${files}`);
      expect({ code, complaint }).toEqual({ code: 0, complaint: '' });
      const { seconds: _, ...rest } = JSON.parse(printed) as Record<string, unknown>;
      return rest;
    };
    const alone = await figures('-m m.safetensors');
    const twice = await figures('-m m.safetensors -m m.safetensors');
    expect(twice['loss']).toBeCloseTo(alone['loss'] as number, 4);
    expect(twice['scores']).toEqual(alone['scores']);
    const both = await figures('-m m.safetensors -m b.safetensors');
    const scored = await workspace.rondo(
      'score -m m.safetensors -m b.safetensors --source s --target t --summary',
    );
    expect(both['loss']).not.toBeCloseTo(alone['loss'] as number, 3);
    expect(Number(/perplexity +(\S+)/.exec(scored.printed)![1])).toBeCloseTo(
      both['perplexity'] as number,
      2,
    );
  });

  it('leaves out what is too long, tells its number, and goes on', async () => {
    const workspace = withModel(await tinyModel());
    workspace.file('s', '3 1\n\n1 5 9 2\n2\n');
    workspace.file('t', '3 1\n7\n1 5 9\n2\n');
    const command = 'evaluate -m m.safetensors --source s --target t -o out';
    const cut = await workspace.rondo(`${command} --longest 3`);
    expect(cut.code).toBe(1);
    expect(cut.printed).toMatch(/^sentences +3\nloss +\d/);
    expect(cut.complaint).toContain('line 3: left empty, it has 4 tokens, more than 3\n');
    expect(cut.complaint).toContain('1 line with more than 3 tokens stayed empty');
    const lines = readFileSync(workspace.path('out'), 'utf8').split('\n');
    expect(lines.map((line) => line === '')).toEqual([false, true, false, true]);
    workspace.file('s', '3 1\n');
    workspace.file('t', '3 1\n');
    const all = await workspace.rondo(`${command} --longest 1`);
    expect(all.complaint).toContain('each of the 1 pairs has a side of more than 1 tokens');
  });

  it('refuses what would have no effect', async () => {
    const workspace = new Workspace();
    workspace.file('a', 'x\n');
    const several = await workspace.rondo('evaluate -m m --n-best 2');
    expect(several).toMatchObject({ code: 2 });
    expect(several.complaint).toContain("unknown option '--n-best'");
    const decoding = '--beam 5 --no-unknown';
    const files = await workspace.rondo(`evaluate --hypotheses a --target a ${decoding}`);
    expect(files).toMatchObject({ code: 2 });
    expect(files.complaint).toContain('--beam, --no-unknown: with --hypotheses nothing is decoded');
  });
});
