import { describe, expect, it } from 'vitest';
import { tinyConfig, Workspace } from '../../test/workspace.ts';

const rows = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, n) => `Wort ${from + n}\tword ${from + n}\n`).join('');

const config = `
data: { train: train.tsv, validation: validation.tsv, test: test.tsv }
model: { embeddingSize: 4, hiddenSize: 3 }
training: { epochs: 1, warmup: 2 }
`;

async function printedFor(validation: string, test: string): Promise<string> {
  const workspace = new Workspace();
  const files = { 'train.tsv': rows(0, 20), 'validation.tsv': validation, 'test.tsv': test };
  for (const [name, text] of Object.entries(files)) workspace.file(name, text);
  workspace.file('config.yaml', config);
  const { code, complaint, printed } = await workspace.rondo('train config.yaml');
  expect({ code, complaint }).toEqual({ code: 0, complaint: '' });
  const resumed = await workspace.rondo('train --resume --set training.epochs=2');
  expect(resumed).toMatchObject({ code: 0, printed: expect.not.stringContaining('Warning') });
  return printed;
}

describe('pairs that stand in the training data, too', () => {
  it('are warned of before the first step, each part with its share', async () => {
    const printed = await printedFor(rows(19, 27), rows(10, 14).toUpperCase());
    const [before] = printed.split('validation at step');
    expect(before).toContain(
      'Warning: 1 of 8 validation pairs (12.50 %) also stand in the training data; ',
    );
    expect(before).toContain('Warning: 4 of 4 test pairs (100.00 %) also stand in ');
  });

  it('are not spoken of where there are none', async () => {
    expect(await printedFor(rows(20, 24), rows(24, 26))).not.toContain('Warning');
    const workspace = new Workspace();
    workspace.file('tiny.yaml', tinyConfig);
    const { printed } = await workspace.rondo('train tiny.yaml --dry-run');
    expect(printed).not.toContain('Warning');
  });
});
