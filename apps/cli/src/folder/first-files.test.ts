import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { finishFirstFiles, placeFirstFiles, removeHalfFirstFiles } from './first-files.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rondo-first-'));
  writeFileSync(join(folder, 'last'), 'old last');
  writeFileSync(join(folder, 'log'), 'old log');
  writeFileSync(join(folder, 'notes'), 'of the user');
});
afterEach(() => rmSync(folder, { recursive: true }));

const earlier = async (path: string): Promise<string[]> =>
  (await readdir(path)).filter((name) => ['config', 'last', 'log'].includes(name));
const files = [
  ['config', 'new config'],
  ['last', 'new last'],
] as const;
const content = (): object =>
  Object.fromEntries(
    readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  );
const before = { last: 'old last', log: 'old log', notes: 'of the user' };
const after = { config: 'new config', last: 'new last', notes: 'of the user' };

describe('placeFirstFiles', () => {
  it('takes the place of an earlier run, and leaves other files alone', async () => {
    await placeFirstFiles(folder, files, earlier);
    expect(content()).toEqual(after);
    await finishFirstFiles(folder, earlier);
    expect(content()).toEqual(after);
  });

  it('leaves the earlier run where something is in the way', async () => {
    mkdirSync(join(folder, '.rondo-begun'));
    writeFileSync(join(folder, '.rondo-begun', 'in the way'), '');
    await expect(placeFirstFiles(folder, files, earlier)).rejects.toThrow('cannot write');
    rmSync(join(folder, '.rondo-begun'), { recursive: true });
    expect(content()).toEqual(before);
  });

  it('is undone when it was ended before all files were there', async () => {
    mkdirSync(join(folder, '.rondo-begin'));
    writeFileSync(join(folder, '.rondo-begin', '0.config'), 'new con');
    await finishFirstFiles(folder, earlier);
    await removeHalfFirstFiles(folder);
    expect(content()).toEqual(before);
  });

  it.each([0, 1, 2])('is completed when it was ended after %i files had moved', async (moved) => {
    const begun = join(folder, '.rondo-begun');
    mkdirSync(begun);
    for (const [n, [name, text]] of files.entries())
      writeFileSync(join(begun, `${n}.${name}`), text);
    if (moved > 0) for (const name of ['last', 'log']) rmSync(join(folder, name));
    for (const [n, [name]] of files.slice(0, moved).entries()) {
      renameSync(join(begun, `${n}.${name}`), join(folder, name));
    }
    await finishFirstFiles(folder, earlier);
    expect(content()).toEqual(after);
  });
});
