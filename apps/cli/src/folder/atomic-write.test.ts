import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, symlinkSync } from 'node:fs';
import { open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { Workspace } from '../../test/workspace.ts';
import {
  AtomicFile,
  removeTemporaryFiles,
  writeFileAtomic,
  type FileSystem,
} from './atomic-write.ts';

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

  it('knows its own leftovers from files of the user, of other commands and of processes at work', async () => {
    const workspace = new Workspace();
    const ended = spawnSync(process.execPath, ['-e', '']).pid;
    const leftover = [
      `.last.safetensors.${ended}.rondo-tmp`,
      `.last.safetensors.${process.pid}.rondo-tmp`,
    ];
    const others = [
      `.last.safetensors.${process.ppid}.rondo-tmp`,
      `.out.txt.${ended}.rondo-tmp`,
      '.notes',
      'a.rondo-tmp',
    ];
    for (const name of [...leftover, ...others]) await writeFile(workspace.path(name), 'x');
    await removeTemporaryFiles(workspace.folder, (name) => name === 'last.safetensors');
    expect((await readdir(workspace.folder)).toSorted()).toEqual(others.toSorted());
  });

  it.each(['there', 'not there yet'])('writes to the file behind links: %s', async (target) => {
    const workspace = new Workspace();
    mkdirSync(workspace.path('kept'));
    const file = workspace.path('kept/a.txt');
    if (target === 'there') await writeFile(file, 'old');
    symlinkSync('kept/a.txt', workspace.path('one'));
    symlinkSync(workspace.path('one'), workspace.path('two'));
    await writeFileAtomic(workspace.path('two'), 'new');
    expect(await readFile(file, 'utf8')).toBe('new');
    for (const link of ['one', 'two']) {
      expect(lstatSync(workspace.path(link)).isSymbolicLink()).toBe(true);
    }
    expect(await readdir(workspace.path('kept'))).toEqual(['a.txt']);
  });

  it('refuses a folder before anything is written', async () => {
    const workspace = new Workspace();
    mkdirSync(workspace.path('kept'));
    await expect(AtomicFile.open(workspace.path('kept'))).rejects.toThrow(
      'there is a folder of this name; remove it or choose another with --out',
    );
    expect(await readdir(workspace.folder)).toEqual(['kept']);
  });
});

describe.skipIf(process.platform === 'win32')('writeFileAtomic to what is no file', () => {
  it('writes to a pipe, and leaves it there', async () => {
    const workspace = new Workspace();
    const pipe = workspace.path('pipe');
    spawnSync('sh', ['-c', 'mkfifo "$0"', pipe]);
    const [read] = await Promise.all([readFile(pipe, 'utf8'), writeFileAtomic(pipe, 'text')]);
    expect(read).toBe('text');
    expect(lstatSync(pipe).isFIFO()).toBe(true);
    expect(await readdir(workspace.folder)).toEqual(['pipe']);
  });

  it('writes to a device, and tells what it says', async () => {
    // So that a fault cannot put a file in the place of the device.
    const options = { files: failing('rename', 'EPERM') };
    await writeFileAtomic('/dev/null', 'text', options);
    expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true);
    if (!existsSync('/dev/full')) return;
    const full = writeFileAtomic('/dev/full', 'text', options);
    await expect(full).rejects.toThrow('cannot write /dev/full: the disk is full');
    await expect(full).rejects.not.toThrow('unchanged');
  });
});
