import { cpu } from '@rondo/backend-cpu';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FakeIo } from '../../../test/fake-io.ts';
import { FileServer } from '../../../test/file-server.ts';
import { placeVectorsFile } from '../../../test/word-vectors.ts';
import { Workspace } from '../../../test/workspace.ts';

/** Users of two tastes; what they like of the other taste is rated low. */
function ratings(): string {
  const lines = ['who,what,when,stars'];
  for (let user = 0; user < 120; user++) {
    const taste = user % 2 === 0 ? 'a' : 'b';
    const other = taste === 'a' ? 'b' : 'a';
    for (let n = 0; n < 5; n++) lines.push(`${user},${taste}${(user + n) % 6},${n},5`);
    lines.push(`${user},${other}${user % 6},9,1`);
  }
  return `${lines.join('\n')}\n`;
}

const columns = '--user who --item what --time when --value stars --least 4';

describe('rondo items', () => {
  it('learns from a preset, tells how well, and recommends', async () => {
    const workspace = new Workspace();
    const { code, printed } = await workspace.rondo('items train groceries --epochs 2');
    expect(code).toBe(0);
    expect(printed).toContain('3000 users; the last item of 3000 is the test');
    const rates = ['popularity', 'item2vec', 'two-tower'].map((name) =>
      Number(new RegExp(`^${name} +(\\S+)`, 'mu').exec(printed)?.[1]),
    );
    const [popularity, ...others] = rates;
    for (const rate of others) expect(rate).toBeGreaterThan(1.5 * popularity!);
    expect(printed).toContain('Next: rondo items recommend --model items.safetensors --history "');
    const asked = ['items', 'recommend', '-m', 'items.safetensors', '-k', '3', '--history'];
    const told = await workspace.rondo([...asked, 'nappies, formula']);
    expect(told.printed.split('\n')).toHaveLength(4);
    expect(told.printed).toMatch(/^\S+\t\S+\t\d+\.\d{4}\n/u);
    expect(told.printed).toContain('baby-wipes\t');
    expect(told.printed).not.toContain('nappies\t');
    expect((await workspace.rondo([...asked, 'napies'])).complaint).toContain(
      "'napies' is none of the 80 items that the model knows; did you mean 'nappies'?",
    );
    const again = await workspace.rondo('items train groceries');
    expect(again.complaint).toContain('items.safetensors is there already; add --overwrite');
  });

  it.each(['two-tower', 'item2vec'])('learns %s from a CSV with features', async (kind) => {
    const workspace = new Workspace();
    workspace.file('log.csv', ratings());
    const films = ['a', 'b'].flatMap((taste) =>
      Array.from({ length: 6 }, (_, n) => `${taste}${n},"The ${taste}, ${n}",kind ${taste}|any`),
    );
    workspace.file('films.csv', `what,name,genres\n${films.join('\n')}\n`);
    const line = `items train log.csv ${columns} --features films.csv --title name --categories genres --kind ${kind} --epochs 25 --dimensions 8`;
    const { code, printed } = await workspace.rondo(line);
    expect(code).toBe(0);
    expect(printed).toContain('120 users; the last item of 120 is the test');
    expect(printed.includes('two-tower ')).toBe(kind === 'two-tower');
    const first = readFileSync(workspace.path('items.safetensors'));
    expect(await workspace.rondo(`${line} --overwrite`)).toMatchObject({ code: 0 });
    expect(readFileSync(workspace.path('items.safetensors'))).toEqual(first);
    const asked = [
      'items',
      'recommend',
      '-m',
      'items.safetensors',
      '-k',
      '2',
      '--history',
      'a0 a1',
    ];
    const told = await workspace.rondo(asked);
    const ids = told.printed.split('\n').map((row) => row.split('\t')[0]!);
    expect(ids.filter((id) => id.startsWith('a'))).toHaveLength(2);
    expect(told.printed).toContain('\tThe a, ');
  });

  it('learns from baskets, one a line', async () => {
    const workspace = new Workspace();
    const goods = ['green tea', 'oat milk', 'wild honey', 'plum jam'];
    const baskets = goods.map((_, n) => [...goods.slice(n), ...goods.slice(0, n)].join(','));
    workspace.file('baskets.txt', `${baskets.join('\n')}\n`);
    const line =
      'items train baskets.txt --separator , --kind item2vec --epochs 2 -o b.safetensors';
    const { printed } = await workspace.rondo(line);
    expect(printed).toContain('4 items');
    expect(printed).toMatch(/--history "\w.*, /u);
  });

  it('names items that have commas so that they can be asked for', async () => {
    const workspace = new Workspace();
    const others = ['honey', 'tea', 'plum', 'jam'];
    const rows = Array.from({ length: 12 }, (_, n) =>
      ['"milk, oat"', ...others.slice(n % 4), ...others.slice(0, n % 4)].map(
        (item, at) => `u${n},${item},${at}`,
      ),
    ).flat();
    workspace.file('log.csv', `user,item,time\n${rows.join('\n')}\n`);
    const line = 'items train log.csv --time time --kind item2vec --epochs 2 -o c.safetensors';
    const { printed, complaint } = await workspace.rondo(line);
    expect([complaint, printed]).toEqual(['', expect.stringContaining('--item "milk, oat"')]);
    const asked = ['items', 'recommend', '-m', 'c.safetensors', '--item', 'milk, oat'];
    const told = await workspace.rondo([...asked, '--history', 'honey']);
    const named = told.printed.split('\n').map((row) => row.split('\t')[0]);
    expect([told.code, new Set(named)]).toEqual([0, new Set(['', 'jam', 'plum', 'tea'])]);
  });

  it('learns from films that were downloaded', async () => {
    const server = await FileServer.start();
    server.serve('/README.txt', 'Terms');
    const rows = ratings().split('\n').slice(1, -1);
    const own = rows.map((row) => row.split(','));
    const films = new Set(own.map(([, film]) => film));
    const lines = own.map(([user, film, time, stars]) => `${user},${film},${stars},${time}`);
    server.serve('/ratings.csv', `userId,movieId,rating,timestamp\n${lines.join('\n')}\n`);
    const named = [...films].map((film) => `${film},"Film, ${film}",Drama|War`);
    server.serve('/movies.csv', `movieId,title,genres\n${named.join('\n')}\n`);
    const workspace = new Workspace();
    const from = `--from ${server.url('')} --any-version`;
    const download = await workspace.rondo(`download movielens ${from}`);
    expect(download).toMatchObject({ code: 0, complaint: '' });
    const trained = await workspace.rondo('items train movielens --kind item2vec --epochs 1');
    expect(trained).toMatchObject({ code: 0, complaint: '' });
    expect(trained.printed).toContain('120 users');
  });

  it('says what is wrong with files', async () => {
    const workspace = new Workspace();
    workspace.file('log.csv', ratings());
    workspace.file('short.csv', 'user,item\nu,a\nu,b\n');
    workspace.file('no.safetensors', 'no');
    const wrong = async (line: string): Promise<string> => {
      const { code, complaint } = await workspace.rondo(`items ${line}`);
      expect(code).toBe(1);
      expect(complaint).not.toContain('fault in the program');
      return complaint;
    };
    expect(await wrong('train none.csv')).toContain('there is no such file');
    expect(await wrong('train log.csv')).toContain(
      "log.csv, line 1: there is no column 'user' (found: who, what, when, stars)",
    );
    expect(await wrong('train short.csv')).toContain('none of 1 users has 3 different items');
    workspace.file('tiny.txt', 'a b c\nb c a\nc a b\nb a c\na c b\n');
    for (const kind of ['two-tower', 'item2vec']) {
      expect(await wrong(`train tiny.txt --kind ${kind}`)).toContain(
        'no user has two items left; take longer histories',
      );
    }
    workspace.file('rare.csv', 'user,item\nu,a\nu,b\nu,c\nu,d\nv,e\n');
    expect(await wrong('train rare.csv')).toContain(
      'no user has two items that were taken at least 3 times left',
    );
    expect(await wrong(`train log.csv ${columns} --out log.csv --overwrite`)).toContain(
      'log.csv is what would be read',
    );
    expect(await wrong('train movielens --data here')).toMatch(
      /there is no ratings.csv in here; .*, or fetch this data with\n {2}rondo download movielens\n/,
    );
    expect(await wrong('recommend -m no.safetensors --history a')).toContain('no.safetensors: ');
  });

  it('says what is wrong with a command line', async () => {
    const workspace = new Workspace();
    const wrong = async (line: string): Promise<string> => {
      const { code, complaint } = await workspace.rondo(`items ${line}`);
      expect(code).toBe(2);
      return complaint;
    };
    expect(await wrong('train')).toContain('for instance: rondo items train groceries');
    expect(await wrong('train groceries --time t')).toContain(
      '--time has no meaning for groceries',
    );
    expect(await wrong('train b.txt --least 3')).toContain('--least has no meaning for baskets');
    expect(await wrong('train b.txt --title t')).toContain('name columns of --features');
    expect(await wrong('train b.txt --data t')).toContain('--data is for movielens only');
    expect(await wrong('recommend --history a')).toContain('--model is missing');
    expect(await wrong('recommend -m a')).toContain('--history is missing');
  });

  it.each([
    ['item2vec', /^\d+ users/u],
    ['the towers', /^epoch 2/u],
  ])('goes on after Ctrl-C in %s to the same bits', async (_, when) => {
    const workspace = new Workspace();
    workspace.file('log.csv', ratings());
    const line = `items train log.csv ${columns} --epochs 6 --dimensions 8 --out`;
    const whole = await workspace.rondo(`${line} whole.safetensors`);
    expect(whole).toMatchObject({ code: 0 });
    const io = new FakeIo(workspace.folder);
    io.onWrite = (text) => {
      if (when.test(text)) io.pressCtrlC();
    };
    const stopped = await workspace.rondo(`${line} parts.safetensors`, io);
    expect(stopped.code).toBe(130);
    expect(stopped.complaint).toContain(
      'stopped; where it stands is in parts.run.safetensors: go on with the same command and --resume\n',
    );
    expect(existsSync(workspace.path('parts.safetensors'))).toBe(false);
    const again = await workspace.rondo(`${line} parts.safetensors`);
    expect(again).toMatchObject({ code: 1 });
    expect(again.complaint).toContain('parts.run.safetensors is of a run that was stopped');
    const other = await workspace.rondo(`${line} parts.safetensors --resume --seed 2`);
    expect(other.complaint).toContain('was of other data or options');

    const resumed = await workspace.rondo(`${line} parts.safetensors --resume`);
    expect(resumed).toMatchObject({ code: 0 });
    const table = /^popularity .*\n.*\n.*\n/mu;
    expect(table.exec(resumed.printed)![0]).toBe(table.exec(whole.printed)![0]);
    const [a, b] = ['whole', 'parts'].map((name) =>
      readFileSync(workspace.path(`${name}.safetensors`)),
    );
    expect(a!.equals(b!)).toBe(true);
    expect(existsSync(workspace.path('parts.run.safetensors'))).toBe(false);
  });

  it('computes where it is told to, or where the model is faster', async () => {
    const workspace = new Workspace();
    workspace.file('log.csv', ratings());
    const line = `items train log.csv ${columns} --epochs 2 --dimensions 8 --overwrite`;
    const absent = await workspace.rondo(`${line} --backend webgpu`);
    expect(absent).toMatchObject({ code: 1 });
    expect(absent.complaint).toContain('To compute on the processor: --backend cpu\n');
    for (const kind of ['item2vec', 'two-tower']) {
      const chosen = await workspace.rondo(`${line} --kind ${kind} --backend auto`);
      expect(chosen.complaint).toMatch(/^Backend: cpu/u);
      expect(chosen.code).toBe(0);
      const io = new FakeIo(workspace.folder);
      const device = Object.assign(cpu(), { name: 'device' });
      io.makeWebGpu = () => Promise.resolve(device);
      const told = await workspace.rondo(`${line} --kind ${kind} --backend webgpu`, io);
      expect(told).toMatchObject({ code: 0, complaint: '' });
      device.dispose();
    }
  });

  it('resumes nothing that is not there, and replaces no file of the user', async () => {
    const workspace = new Workspace();
    const none = await workspace.rondo('items train groceries --resume');
    expect(none).toMatchObject({ code: 1 });
    expect(none.complaint).toContain('items.run.safetensors is not there');
    const both = await workspace.rondo('items train groceries --resume --overwrite');
    expect(both).toMatchObject({ code: 2 });
    workspace.file('items.run.safetensors', await placeVectorsFile());
    const mine = await workspace.rondo('items train groceries --overwrite');
    expect(mine).toMatchObject({ code: 1 });
    expect(mine.complaint).toContain(
      'items.run.safetensors: this is no state of rondo items train',
    );
  });
});
