import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { safetensors } from '@rondo/layers-core';
import { dispose } from '@rondo/tensor';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { FakeIo } from '../../test/fake-io.ts';
import { tinyConfig, Workspace } from '../../test/workspace.ts';

/** A checkpoint of a model that has seen little. */
let checkpoint: Uint8Array;
beforeAll(async () => {
  const workspace = new Workspace();
  workspace.file('tiny.yaml', tinyConfig);
  await workspace.rondo('train tiny.yaml --set training.epochs=1');
  checkpoint = readFileSync(workspace.path('run/best.safetensors'));
});

function withModel(): Workspace {
  const workspace = new Workspace();
  workspace.file('m.safetensors', checkpoint);
  return workspace;
}

describe('rondo translate', () => {
  it('gives the same for a sentence, a file and standard input, in order, empty lines empty', async () => {
    const workspace = withModel();
    const texts = ['3 1 4', '', '15', ' \u3000', '2 7 1 8 2 8', '9'];
    const single = await Promise.all(
      texts.map(async (text) => {
        if (text.trim() === '') return '';
        const sentence = await workspace.rondo(['translate', '-m', 'm.safetensors', text]);
        expect(sentence).toMatchObject({ code: 0, complaint: '' });
        return sentence.printed.trimEnd();
      }),
    );
    const expected = single.map((line) => `${line}\n`).join('');
    expect(new Set(single).size).toBeGreaterThan(2);
    workspace.file('in.gz', gzipSync(texts.join('\n')));
    const file = await workspace.rondo('translate -m m.safetensors --input in.gz');
    expect(file.printed).toBe(expected);
    const written = await workspace.rondo('translate -m m.safetensors -i in.gz --output out');
    expect(written).toMatchObject({ code: 0, printed: '' });
    expect(readFileSync(workspace.path('out'), 'utf8')).toBe(expected);
    const typed = new FakeIo(workspace.folder, ['3 1 4\n\n1', '5\n', texts.slice(3).join('\n')]);
    expect((await workspace.rondo('translate -m m.safetensors', typed)).printed).toBe(expected);
    const words = await workspace.rondo('translate -m m.safetensors 3 1 4');
    expect(words.printed.trimEnd()).toBe(single[0]);
    const nothing = await workspace.rondo('translate -m m.safetensors');
    expect(nothing).toMatchObject({ code: 0, printed: '' });
  });

  it('translates what comes before a fault of a pipe or file, and writes no half file', async () => {
    const workspace = withModel();
    const bytes = Buffer.from('3 1\n4\n\xff\n1\n', 'latin1');
    workspace.file('in', bytes);
    const sound = await workspace.rondo(
      'translate -m m.safetensors',
      new FakeIo(workspace.folder, ['3 1\n4\n']),
    );
    const apart = [bytes.subarray(0, 4), bytes.subarray(4)];
    for (const [place, io, input] of [
      ['standard input', new FakeIo(workspace.folder, [bytes]), ''],
      ['standard input', new FakeIo(workspace.folder, apart), ''],
      [workspace.path('in'), new FakeIo(workspace.folder), ' -i in'],
    ] as const) {
      const streamed = await workspace.rondo(`translate -m m.safetensors${input}`, io);
      expect(streamed).toMatchObject({ code: 1, printed: sound.printed });
      expect(streamed.complaint).toContain(`${place}, line 3, byte offset 6`);
    }
    const kept = workspace.file('out', 'precious\n');
    const written = await workspace.rondo('translate -m m.safetensors -i in -o out');
    expect(written.code).toBe(1);
    expect(readFileSync(kept, 'utf8')).toBe('precious\n');
  });

  it('explains a checkpoint that is missing, cut short, damaged or something else', async () => {
    const workspace = withModel();
    const complaint = async (name: string): Promise<string> => {
      const outcome = await workspace.rondo(['translate', '--model', name, '1']);
      expect(outcome).toMatchObject({ code: 1, printed: '' });
      expect(outcome.complaint).toMatch(/^error: .*safetensors/);
      expect(outcome.complaint).not.toContain('fault in the program');
      return outcome.complaint;
    };
    expect(await complaint('n.safetensors')).toContain('did you mean m.safetensors?');
    for (const length of [0, 5, 100, checkpoint.length - 1]) {
      workspace.file('cut.safetensors', checkpoint.subarray(0, length));
      expect(await complaint('cut.safetensors')).toContain('cut.safetensors: ');
    }
    const damaged = Uint8Array.from(checkpoint);
    damaged.fill(0x7a, 40, 60);
    workspace.file('damaged.safetensors', damaged);
    await complaint('damaged.safetensors');
    workspace.file('text.safetensors', 'not a model at all, but long enough to be one\n');
    await complaint('text.safetensors');
  });

  it('names the checkpoint in a folder, and the folder that an output lacks', async () => {
    const workspace = withModel();
    mkdirSync(workspace.path('run'));
    const empty = await workspace.rondo('translate -m run 1');
    expect(empty.code).toBe(1);
    expect(empty.complaint).toContain(
      'it is a folder; name a checkpoint, such as best.safetensors',
    );
    workspace.file('run/best.safetensors', checkpoint);
    const held = await workspace.rondo('translate -m run 1');
    expect(held.complaint).toMatch(/it is a folder; did you mean .*run\/best\.safetensors\?/);
    const output = await workspace.rondo('translate -m m.safetensors -o no/x 1');
    expect(output.code).toBe(1);
    expect(output.complaint).toContain(`there is no folder ${workspace.path('no')}`);
    expect(output.complaint).toContain('--output');
    expect(output.complaint).not.toMatch(/--out\b(?!put)|unchanged/);
  });

  it('lists the tensors of a checkpoint of another shape', async () => {
    const workspace = withModel();
    const { tensors, metadata } = safetensors.load(checkpoint);
    const model = JSON.parse(metadata['model']!) as Record<string, unknown>;
    const other = {
      ...metadata,
      // No checksum is stated, so that the shapes are what is wrong.
      sha256: '0'.repeat(64),
      model: JSON.stringify({ ...model, embeddingSize: 9, attention: 'none' }),
    };
    writeFileSync(workspace.path('other.safetensors'), await safetensors.save(tensors, other));
    dispose(tensors);
    const { code, complaint } = await workspace.rondo('translate -m other.safetensors 1');
    expect(code).toBe(1);
    expect(complaint).toContain('decoder.attention');
    expect(complaint).toContain('targetEmbedding.weight');
  });

  it('wants either a sentence or a file', async () => {
    const workspace = withModel();
    expect(await workspace.rondo('translate -m m.safetensors -i in 1')).toMatchObject({ code: 2 });
    expect(await workspace.rondo('translate 1')).toMatchObject({ code: 2 });
  });
});
