import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { Workspace } from '../../test/workspace.ts';

const model = fileURLToPath(
  new URL(
    '../../../../packages/data/test/fixtures/generated/sentencepiece/bpe-rules.model.gz',
    import.meta.url,
  ),
);

const config = `
data: { train: { tsv: t.tsv.gz, columns: [de, en] }, validation: { jsonl: v.jsonl } }
tokenizer: { source: { kind: moses, language: de }, target: { kind: sentencepiece, model: ${model} } }
model: { embeddingSize: 4, hiddenSize: 3 }
training: { epochs: 1 }
`;

describe('a run on columns and JSON lines, with a SentencePiece model', () => {
  it('is trained, goes on, and translates without the files', async () => {
    const workspace = new Workspace();
    const rows = ['de\ten', 'Ein Hund.\tthe young woman.', 'Zwei Katzen.\tthe young'];
    workspace.file('t.tsv.gz', gzipSync(`${rows.join('\n')}\n`));
    workspace.file('v.jsonl', '{"source": "Ein Hund.", "target": "the woman"}\n');
    workspace.file('files.yaml', config);
    const trained = await workspace.rondo('train files.yaml');
    expect(trained).toMatchObject({ code: 0, complaint: expect.not.stringContaining('cannot') });
    const more = await workspace.rondo('train --resume --set training.epochs=2');
    expect(more).toMatchObject({ code: 0 });
    const moved = new Workspace();
    const best = workspace.path('run/best.safetensors');
    const told = await moved.rondo(['inspect', best]);
    expect(told.printed).toMatch(
      /Source {2}moses, language "de"[^]*Target {2}sentencepiece, model of /,
    );
    const translated = await moved.rondo(['translate', '--model', best, 'Ein Hund.']);
    expect(translated).toMatchObject({ code: 0 });
  });
});
