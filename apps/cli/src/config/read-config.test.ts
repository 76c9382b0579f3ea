import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Workspace } from '../../test/workspace.ts';
import { readConfig } from './read-config.ts';

describe('readConfig', () => {
  it('reads YAML and JSON, fills in defaults, and makes paths absolute', async () => {
    const workspace = new Workspace();
    const yaml = workspace.file(
      'a.yaml',
      `data:
  train: { source: text/train.de, target: text/train.en.gz }
  validation: { source: ../v.de, target: /v.en }
tokenizer:
  source: { kind: subword, merges: code.gz }
  target: { kind: words }
`,
    );
    const { folder } = workspace;
    const config = await readConfig(yaml, ['training.epochs=6']);
    expect(config.data).toEqual({
      train: { source: join(folder, 'text/train.de'), target: join(folder, 'text/train.en.gz') },
      validation: { source: join(folder, '../v.de'), target: '/v.en' },
    });
    expect(config.tokenizer?.source).toMatchObject({ merges: join(folder, 'code.gz') });
    expect(config.tokenizer?.target).toMatchObject({ kind: 'words' });
    expect(config.training).toMatchObject({ epochs: 6, seed: 1 });
    const json = workspace.file('b.json', '{"data": {"task": "dates"}, "model": {"layers": 2}}');
    expect((await readConfig(json)).model).toMatchObject({ layers: 2, hiddenSize: 256 });
  });

  it('makes the paths of every kind of file absolute', async () => {
    const workspace = new Workspace();
    const yaml = workspace.file(
      'a.yaml',
      `data: { train: { tsv: t.tsv, columns: [1, 0] }, validation: { jsonl: v.jsonl } }
tokenizer:
  source: { kind: subword, merges: code, vocabulary: pieces }
  target: { kind: sentencepiece, model: m.model }
`,
    );
    const { data, tokenizer } = await readConfig(yaml);
    const at = (name: string): string => workspace.path(name);
    expect(data).toEqual({
      train: { tsv: at('t.tsv'), columns: [1, 0] },
      validation: { jsonl: at('v.jsonl') },
    });
    expect(tokenizer).toMatchObject({
      source: { merges: at('code'), vocabulary: at('pieces') },
      target: { model: at('m.model') },
    });
    const json = await readConfig(yaml, ['tokenizer.target={ kind: huggingface, json: t.json }']);
    expect(json.tokenizer?.target).toEqual({ kind: 'huggingface', json: at('t.json') });
  });

  it('leaves merges that are to be learned alone, and takes a file by its name', async () => {
    const workspace = new Workspace();
    const yaml = workspace.file(
      'a.yaml',
      `data: { train: t.tsv.gz, validation: v.jsonl }
tokenizer:
  source: { kind: subword, learn: 9 }
  target: { kind: subword, learn: 9, dropout: 0.1 }
  joint: true
`,
    );
    const { data, tokenizer } = await readConfig(yaml);
    expect(data).toEqual({
      train: { tsv: workspace.path('t.tsv.gz') },
      validation: { jsonl: workspace.path('v.jsonl') },
    });
    const words = { kind: 'whitespace' };
    expect(tokenizer).toEqual({
      source: { kind: 'subword', learn: 9, words },
      target: { kind: 'subword', learn: 9, dropout: 0.1, words },
      joint: true,
    });
  });

  it('names file, line and column of a slip in the syntax', async () => {
    const workspace = new Workspace();
    const path = workspace.file('a.yaml', 'data: { task: dates }\nmodel:\n  layers: [1, 2\n');
    await expect(readConfig(path)).rejects.toThrow(`${path}, line 4, column 1: `);
    const twice = workspace.file('b.yaml', 'data: { task: dates }\ndata: { task: copy }\n');
    await expect(readConfig(twice)).rejects.toThrow(/b\.yaml, line 2, column 1: .*unique/);
    const json = workspace.file('c.json', '{"data": {"task": "dates"');
    await expect(readConfig(json)).rejects.toThrow(`${json}, line 2, column`);
    const alias = workspace.file('d.yaml', 'data: *other\n');
    await expect(readConfig(alias)).rejects.toThrow(alias);
  });

  it('suggests the known key next to an unknown one', async () => {
    const workspace = new Workspace();
    const path = workspace.file('a.yaml', 'data: { task: dates }\ntraining: { epoch: 3 }\n');
    await expect(readConfig(path)).rejects.toThrow(
      /a\.yaml: the config has a fault:\n {2}training\.epoch: unknown key; did you mean 'epochs'\?/,
    );
    const fine = workspace.file('b.yaml', 'data: { task: dates }\n');
    await expect(readConfig(fine, ['modle.layers=2'])).rejects.toThrow("did you mean 'model'?");
    await expect(readConfig(fine, ['model.layers=two'])).rejects.toThrow('model.layers: expected');
  });

  it('explains a file that is missing or empty', async () => {
    const workspace = new Workspace();
    workspace.file('dates.yaml', '');
    await expect(readConfig(workspace.path('dates.yml'))).rejects.toThrow(
      'there is no such file; did you mean dates.yaml?',
    );
    await expect(readConfig(workspace.path('dates.yaml'))).rejects.toThrow(
      'dates.yaml is empty; a config needs at least',
    );
  });
});
