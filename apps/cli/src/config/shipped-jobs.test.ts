import { mkdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Workspace } from '../../test/workspace.ts';
import { jobList } from './shipped-jobs.ts';

const small =
  '--set data.train=20 --set data.validation=2 --set data.test=2 --set model.hiddenSize=3 --set training.epochs=1';

describe('jobs by name', () => {
  it('are trained like files, and their names lead to the examples', async () => {
    const workspace = new Workspace();
    mkdirSync(workspace.path('dates')); // a folder is no config
    const { code, complaint } = await workspace.rondo(`train dates --out run ${small}`);
    expect({ code, complaint }).toEqual({ code: 0, complaint: '' });
    expect(readFileSync(workspace.path('run/config.yaml'), 'utf8')).toContain('task: dates');
  });

  it('are files where there is one of this name', async () => {
    const workspace = new Workspace();
    workspace.file('dates', 'data: { task: sort, train: 9, validation: 2, test: 2 }');
    await workspace.rondo('train dates --set model.hiddenSize=3 --set training.epochs=1');
    expect(readFileSync(workspace.path('run/config.yaml'), 'utf8')).toContain('task: sort');
  });

  it('are listed with what they are, in a line that fits', async () => {
    const { printed } = await new Workspace().rondo('train --help');
    expect(printed).toContain(jobList());
    const lines = jobList().trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(10);
    for (const line of lines) expect(line).toMatch(/^ {2}[\w-]+ {2,}\S.{5,71}$/u);
  });

  it('are suggested where a name is near', async () => {
    const { code, complaint } = await new Workspace().rondo('train revers');
    expect(code).toBe(1);
    expect(complaint).toMatch(/no job revers, did you mean reverse\? \(jobs: .*copy/);
    const path = await new Workspace().rondo('train revers.yaml');
    expect(path.complaint).toContain('there is no such file');
  });

  it('look for data where download puts it, in a folder of the user', async () => {
    const workspace = new Workspace();
    const { code, complaint } = await workspace.rondo('train tatoeba-zh-en');
    expect(code).toBe(1);
    const [, command] = /\n {2}rondo (download .*)$/m.exec(complaint)!;
    expect(command).toBe(`download tatoeba-cmn-eng --out ${workspace.path('data')}`);
    const rows = Array.from({ length: 200 }, (_, n) => `Number ${n}.\t${n}号。\tCC-BY 2.0\n`);
    workspace.file('cmn.txt', rows.join(''));
    const download = 'download tatoeba-cmn-eng --from . --any-version';
    expect(await workspace.rondo(download)).toMatchObject({ code: 0 });
    const train = await workspace.rondo('train tatoeba-zh-en --dry-run');
    expect(train).toMatchObject({ code: 0, complaint: '' });
  });

  it('say how to get data that is not there', async () => {
    const workspace = new Workspace();
    const files = (split: string) =>
      `{ source: data/multi30k/${split}.de, target: data/multi30k/${split}.en }`;
    const text = `data: { train: ${files('train')}, validation: ${files('val')} }\n`;
    workspace.file('mine.yaml', text);
    const { code, complaint } = await workspace.rondo('train mine.yaml');
    expect(code).toBe(1);
    expect(complaint).toMatch(
      /there is no such file.*, or fetch this data with\n  rondo download multi30k --out \S+data$/m,
    );
    workspace.file('mine.yaml', text.replaceAll('multi30k', 'multi31k'));
    expect((await workspace.rondo('train mine.yaml')).complaint).not.toContain('download');
  });
});
