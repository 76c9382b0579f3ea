import { open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { Workspace } from '../../test/workspace.ts';
import { removeTemporaryFiles, writeFileAtomic, type FileSystem } from './atomic-write.ts';

/** A file system in which one call fails. */
function failing(call: 'writeFile' | 'sync' | 'rename', code: string): FileSystem {
  const fail = (): Promise<never> =>
    Promise.reject(Object.assign(new Error(`${code}: no`), { code }));
  return {
    rm,
    rename: call === 'rename' ? fail : rename,
    open: async (...args) => {
      const handle = await open(...args);
      return call === 'rename' ? handle : Object.assign(handle, { [call]: fail });
    },
  };
}

describe('writeFileAtomic', () => {
  it('replaces a file and leaves nothing else behind', async () => {
    const workspace = new Workspace();
    const path = workspace.path('a.bin');
    await writeFileAtomic(path, 'old');
    await writeFileAtomic(path, Uint8Array.of(1, 2, 3));
    expect([...(await readFile(path))]).toEqual([1, 2, 3]);
    expect(await readdir(workspace.folder)).toEqual(['a.bin']);
  });

  it.each([
    ['writeFile', 'ENOSPC', 'the disk is full; free some space'],
    ['sync', 'EDQUOT', 'the quota of the disk is used up'],
    ['rename', 'EACCES', 'permission denied; make the folder writable'],
    ['writeFile', 'EIO', 'EIO: no; choose another with --out'],
  ] as const)('keeps the old file when %s fails with %s', async (call, code, remedy) => {
    const workspace = new Workspace();
    const path = workspace.file('last.safetensors', 'good');
    const attempt = writeFileAtomic(path, 'new', { files: failing(call, code) });
    await expect(attempt).rejects.toThrow(`cannot write ${path}: ${remedy}`);
    await expect(attempt).rejects.toThrow('an earlier last.safetensors is unchanged');
    expect(await readFile(path, 'utf8')).toBe('good');
    expect(await readdir(workspace.folder)).toEqual(['last.safetensors']);
  });

  it('says so when a part of the path is a file, or the folder is not there', async () => {
    const workspace = new Workspace();
    const file = workspace.file('file', '');
    await expect(writeFileAtomic(`${file}/a`, '')).rejects.toThrow('is a file, not a folder');
    const missing = writeFileAtomic(workspace.path('no/a'), '', { option: '--output' });
    await expect(missing).rejects.toThrow(
      `there is no folder ${workspace.path('no')}; make it or choose another with --output`,
    );
    await expect(missing).rejects.not.toThrow('unchanged');
  });

  it('knows its own leftovers from files of the user', async () => {
    const workspace = new Workspace();
    for (const name of ['.last.safetensors.123.rondo-tmp', '.notes', 'a.rondo-tmp']) {
      await writeFile(workspace.path(name), 'x');
    }
    await removeTemporaryFiles(workspace.folder);
    expect((await readdir(workspace.folder)).toSorted()).toEqual(['.notes', 'a.rondo-tmp']);
  });
});
