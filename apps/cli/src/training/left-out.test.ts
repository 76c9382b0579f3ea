import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Workspace } from '../../test/workspace.ts';

const rows = (...lengths: number[]): string =>
  lengths
    .map((length) => Array.from({ length }, (_, n) => `w${n}`).join(' '))
    .map((text) => `${text}\t${text}\n`)
    .join('');

const config = `
data: { train: train.tsv, validation: validation.tsv, test: test.tsv }
model: { family: transformer, positions: learned, maxLength: 6, dModel: 8, heads: 2, feedForward: 8, encoderLayers: 1, decoderLayers: 1 }
training: { epochs: 2, maxTokens: 40, validateEvery: 2, warmup: 2 }
`;

function workspaceWith(files: Record<string, string>): Workspace {
  const workspace = new Workspace();
  const all = { 'train.tsv': rows(2, 9, 3, 5, 4), 'validation.tsv': rows(8, 3, 4), ...files };
  for (const [name, text] of Object.entries(all)) workspace.file(name, text);
  workspace.file('config.yaml', config);
  return workspace;
}

describe('pairs longer than the learned positions', () => {
  it('are left out of training, validation and test, and told', async () => {
    const workspace = workspaceWith({ 'test.tsv': rows(7, 6, 5) });
    const { code, complaint, printed } = await workspace.rondo('train config.yaml --out run');
    expect({ code, complaint }).toEqual({ code: 0, complaint: '' });
    expect(printed).toContain(
      'Left out: 1 training pairs longer than model.maxLength = 6\n' +
        'Left out: 1 validation pairs longer than model.maxLength = 6\n' +
        'Left out: 2 test pairs longer than model.maxLength = 6\n',
    );
    expect(printed).toMatch(/sentences +1\n/);
    const resumed = await workspace.rondo('train --out run --resume --set training.epochs=3');
    expect(resumed.code).toBe(0);
    expect(resumed.printed).toContain('Left out: 2 test pairs');
  });

  it('get empty outputs of evaluate and empty lines of score, and their numbers are told', async () => {
    const workspace = workspaceWith({ 'test.tsv': rows(7, 6, 5) });
    await workspace.rondo('train config.yaml --out run');
    const evaluate = 'evaluate --model run/best.safetensors';
    const own = await workspace.rondo(evaluate);
    expect(own).toMatchObject({ code: 1, printed: expect.stringMatching(/^sentences +3\nloss /) });
    expect(own.complaint).toMatch(/^line 1: left empty, it has 7 tokens, more than 5\nline 2: /);
    expect(own.complaint).toContain('2 lines with more than 5 tokens stayed empty');
    const column = (...lengths: number[]) => rows(...lengths).replaceAll(/\t.*/g, '');
    workspace.file('source', column(3, 8, 4));
    workspace.file('target', column(3, 2, 9));
    const files = '--source source --target target';
    const compared = await workspace.rondo(`${evaluate} ${files} --baseline target --output out`);
    expect(compared.code).toBe(1);
    expect(compared.printed).toMatch(/^sentences +3\n/);
    expect(compared.printed).toContain('better in\nBLEU');
    expect(readFileSync(workspace.path('out'), 'utf8')).toMatch(/^[^\n]*\n\n\n$/);
    const scored = await workspace.rondo(`score --model run/best.safetensors ${files}`);
    expect(scored).toMatchObject({ code: 1, printed: expect.stringMatching(/^-\d.*\t4\n\n\n$/) });
    expect(scored.complaint).toMatch(/^line 2: left empty, it has 8 .*\nline 3: left empty, /);
    expect(scored.complaint).toContain('pairs           1; left out, empty or too long: 2');
    const perplexity = async (line: string) =>
      /perplexity +(\S+)/.exec((await workspace.rondo(`${line} ${files}`)).printed)?.[1];
    const summary = 'score --model run/best.safetensors --summary';
    expect(await perplexity(evaluate)).toBe(await perplexity(summary));
    workspace.file('long', column(9));
    const none = await workspace.rondo(`${evaluate} --source long --target long`);
    expect(none.complaint).toContain(
      'each of the 1 pairs has a side of more than 5 tokens; name shorter ones',
    );
  });

  it('are no test where there are no others', async () => {
    const workspace = workspaceWith({ 'test.tsv': rows(7) });
    const { code, printed } = await workspace.rondo('train config.yaml --out run');
    expect(code).toBe(0);
    expect(printed).not.toContain('on the test data');
  });

  it('are refused where there are no others to learn from', async () => {
    const workspace = workspaceWith({ 'train.tsv': rows(6, 7), 'test.tsv': rows(2) });
    const { code, complaint } = await workspace.rondo('train config.yaml --out run');
    expect(code).toBe(1);
    expect(complaint).toContain(
      'model.maxLength is 6, but the shortest training pair has 7 tokens with [end]; set it to 7 or more',
    );
  });
});
