import { existsSync, readdirSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { FakeIo } from '../../test/fake-io.ts';
import { FileServer } from '../../test/file-server.ts';
import { Workspace } from '../../test/workspace.ts';
import { dataSets } from '../download/data-sets.ts';

const pairs = Array.from({ length: 200 }, (_, n) => `Number ${n}.\t${n}号。\tCC-BY 2.0 (France)\n`);
const tatoeba = 'download tatoeba-cmn-eng --from there --any-version';

describe('rondo download', () => {
  it('lists the data sets with source and licence', async () => {
    const { code, printed } = await new Workspace().rondo('download');
    expect(code).toBe(0);
    for (const name of dataSets.map((set) => set.name)) {
      expect(printed).toMatch(
        new RegExp(`^${name}: .*\\n  source   https://.*\\n  licence  .*\\n  cite `, 'm'),
      );
    }
  });

  it('tells source and licence before it brings anything', async () => {
    const workspace = new Workspace();
    const server = await FileServer.start();
    const io = new FakeIo(workspace.folder);
    let toldBefore = '';
    server.answers.set('/train.de', (response) => {
      toldBefore = io.printed;
      response.end('not it');
    });
    const outcome = await workspace.rondo(['download', 'multi30k', '--from', server.url('/')], io);
    expect(outcome.code).toBe(1);
    expect(toldBefore).toMatch(/licence .*non-commercial research.*\n.*\n.*\n {2}from {5}http:/);
    expect(outcome.complaint).toMatch(
      /^error: multi30k: http\S+train\.de is not the file that is wanted: expected 2110398 bytes with sha256 2c2b73\w+, received 6 bytes with sha256 \w{64}/,
    );
    expect(readdirSync(workspace.path('data/multi30k'))).toEqual([]);
  });

  it('reads a folder, splits Tatoeba, and does nothing twice', async () => {
    const workspace = new Workspace();
    const there = new Workspace();
    there.file('cmn.txt.gz', gzipSync(pairs.join('')));
    const args = tatoeba.replace('there', there.folder);
    const first = await workspace.rondo(args);
    expect(first).toMatchObject({ code: 0, complaint: '' });
    expect(first.printed).toMatch(/cmn\.txt .* another version than the known one: sha256/);
    const files = ['cmn.txt', 'test.tsv', 'train.tsv', 'validation.tsv'];
    expect(readdirSync(workspace.path('data/tatoeba-cmn-eng')).toSorted()).toEqual(files);
    const second = await workspace.rondo(`${args} --out data`);
    expect(second.printed.match(/there already/g)).toHaveLength(4);
  });

  it('refuses another version unless told otherwise, and says where newer ones are', async () => {
    const workspace = new Workspace();
    workspace.file('cmn.txt', pairs.join(''));
    const args = tatoeba.replace('there', '.').replace(' --any-version', '');
    const { code, complaint, printed } = await workspace.rondo(args);
    expect(code).toBe(1);
    expect(complaint).toMatch(/expected 4151351 bytes .* --any-version/);
    expect(printed).toContain('https://www.manythings.org/anki/cmn-eng.zip');
    expect(readdirSync(workspace.path('data/tatoeba-cmn-eng'))).toEqual([]);
  });

  it('stops at Ctrl-C with nothing half done, and goes on from there', async () => {
    const workspace = new Workspace();
    const server = await FileServer.start();
    const io = new FakeIo(workspace.folder);
    server.answers.set('/train.de', (response) => {
      response.write('Zwei', () => io.pressCtrlC());
    });
    const outcome = await workspace.rondo(
      ['download', 'multi30k', '--from', server.url(''), '--out', 'd'],
      io,
    );
    expect(outcome.code).toBe(130);
    expect(outcome.complaint).toContain('the same command goes on from there');
    expect(readdirSync(workspace.path('d/multi30k'))).toEqual([]);
  });

  it('knows the names, and numbers of seconds', async () => {
    const workspace = new Workspace();
    const wrong = await workspace.rondo('download multi3k');
    expect(wrong).toMatchObject({ code: 2 });
    expect(wrong.complaint).toContain('there is no data set multi3k, did you mean multi30k?');
    expect(await workspace.rondo('download multi30k --timeout 0')).toMatchObject({ code: 2 });
    expect(existsSync(workspace.path('data'))).toBe(false);
  });
});
