import { existsSync, mkdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Workspace } from '../../test/workspace.ts';
import { makeFolder, removeFolders } from './make-folder.ts';

describe('makeFolder', () => {
  it('makes what is missing, tells it, and takes it away again where it is empty', async () => {
    const workspace = new Workspace();
    mkdirSync(workspace.path('a'));
    const made = await makeFolder(workspace.path('a/b/c'));
    expect(made).toEqual([workspace.path('a/b'), workspace.path('a/b/c')]);
    expect(await makeFolder(workspace.path('a/b/c'))).toEqual([]);
    workspace.file('a/b/note', '');
    await removeFolders(made);
    expect(existsSync(workspace.path('a/b/c'))).toBe(false);
    expect(existsSync(workspace.path('a/b/note'))).toBe(true);
  });

  it('tries each folder once, where the system takes none', async () => {
    const workspace = new Workspace();
    const tried: string[] = [];
    const refuse =
      (code: string) =>
      (path: string): Promise<never> => {
        tried.push(path);
        return Promise.reject(Object.assign(new Error(`${code}: no`), { code }));
      };
    await expect(makeFolder(workspace.path('a/b'), refuse('ENOENT'))).rejects.toThrow(
      `cannot make the folder ${workspace.path('a')}: the system takes no folders there; choose another with --out`,
    );
    expect(tried).toEqual([workspace.path('a')]);
    await expect(makeFolder(workspace.path('a'), refuse('EROFS'))).rejects.toThrow(
      `cannot make the folder ${workspace.path('a')}: the file system is read-only; choose another with --out`,
    );
    await expect(makeFolder(workspace.path('a'), refuse('EACCES'))).rejects.toThrow(
      'permission denied',
    );
  });

  it('says which part of a path is a file', async () => {
    const file = new Workspace().file('file', '');
    await expect(makeFolder(`${file}/a`)).rejects.toThrow('a part of the path is a file');
    await expect(makeFolder(file)).rejects.toThrow('is a file, not a folder');
  });
});
