import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseConfig } from '@rondo/seq2seq';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { Workspace } from '../../test/workspace.ts';
import { loadData } from '../data/load-data.ts';

const folder = fileURLToPath(new URL('../../../../examples', import.meta.url));
const read = (name: string): string => readFileSync(`${folder}/${name}`, 'utf8');
const names = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
const tasks = names
  .map((name) => [name, parseConfig(parse(read(name))).data] as const)
  .filter(([, data]) => 'task' in data);

describe('examples', () => {
  it.each(names)('%s is a config', (name) =>
    expect(() => parseConfig(parse(read(name)))).not.toThrow(),
  );

  it.each(tasks)('%s tests with what is not in its training data', async (_, data) => {
    const { train, validation, test } = await loadData(data);
    expect(test!.length).toBeGreaterThanOrEqual(1000);
    const seen = new Set([...train, ...validation].map(({ source }) => source));
    expect(test!.filter(({ source }) => seen.has(source))).toEqual([]);
    expect(new Set(train.map(({ source }) => source)).size).toBeGreaterThan(0.9 * train.length);
  });

  it('own-files.yaml trains on any pair of files, and explains each key', async () => {
    const workspace = new Workspace();
    const text = read('own-files.yaml');
    workspace.file('own-files.yaml', text);
    for (const name of ['train', 'validation', 'test']) {
      workspace.file(`${name}.source`, 'Ein Hund.\n\nDas ist gut\n');
      workspace.file(`${name}.target`, 'A dog.\n\nThat is good\n');
    }
    const small = '--set model.hiddenSize=3 --set training.epochs=1 --set model.embeddingSize=3';
    const outcome = await workspace.rondo(`train own-files.yaml ${small}`);
    expect(outcome).toMatchObject({ code: 0, complaint: '' });
    const lines = text.split('\n').filter((line) => /^ +\w+:/.test(line));
    expect(lines.length).toBeGreaterThan(15);
    expect(lines.filter((line) => !line.includes(' # '))).toEqual([]);
  });
});
