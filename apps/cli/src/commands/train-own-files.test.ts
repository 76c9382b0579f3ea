import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FakeIo } from '../../test/fake-io.ts';
import { tinyConfig, Workspace } from '../../test/workspace.ts';

const commented = `# why it is so\n${tinyConfig}`;
const event = 'events.out.tfevents.1.rondo';

/** All files of a workspace with their texts. */
function contents({ folder }: Workspace): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const paths = entries.flatMap((entry) =>
    entry.isFile() ? [`${entry.parentPath}/${entry.name}`] : [],
  );
  return Object.fromEntries(paths.map((path) => [path, readFileSync(path, 'latin1')]));
}

describe('files of the user in the folder of rondo train', () => {
  it.each(['', ' --overwrite'])('keep the config that is read, with%s', async (flag) => {
    const workspace = new Workspace();
    workspace.file('config.yaml', commented);
    const { code, complaint } = await workspace.rondo(`train config.yaml --out .${flag}`);
    expect(code).toBe(1);
    expect(complaint).toContain('the config config.yaml is read');
    expect(complaint).toContain('name another folder with --out');
    expect(contents(workspace)).toEqual({ [workspace.path('config.yaml')]: commented });
    expect((await workspace.rondo('train config.yaml --out . --dry-run')).code).toBe(0);
  });

  it.each([
    'config.yaml',
    'report.html',
    'learned-merges.source.txt',
    'step-7.safetensors',
    'last.safetensors',
    'metrics.jsonl',
    'tensorboard',
  ])('keep %s, which is of no run', async (name) => {
    for (const flag of ['', ' --overwrite']) {
      const workspace = new Workspace();
      workspace.file('tiny.yaml', tinyConfig);
      mkdirSync(workspace.path('run'));
      workspace.file(`run/${name}`, 'of the user');
      const before = contents(workspace);
      const { code, complaint } = await workspace.rondo(`train tiny.yaml${flag}`);
      expect(code).toBe(1);
      expect(complaint).toContain(
        `run holds what is of no run, but has the names that a run gives to its own: ${name}; move`,
      );
      expect(contents(workspace)).toEqual(before);
    }
  });

  it('keep folders and links of those names', async () => {
    const workspace = new Workspace();
    workspace.file('tiny.yaml', tinyConfig);
    mkdirSync(workspace.path('run/report.html'), { recursive: true });
    symlinkSync('nowhere', workspace.path('run/best.safetensors'));
    const { complaint } = await workspace.rondo('train tiny.yaml --overwrite');
    expect(complaint).toContain('its own: best.safetensors, report.html; move');
    expect((await workspace.rondo('train tiny.yaml --out other')).code).toBe(0);
    for (const name of ['step-3.safetensors', 'learned-merges.txt']) {
      mkdirSync(workspace.path(`other/${name}`));
    }
    const beside = await workspace.rondo('train tiny.yaml --out other --overwrite');
    expect(beside.complaint).toContain('its own: learned-merges.txt, step-3.safetensors; move');
  });

  it('stay beside a run that replaces another: configs, and events of other programs', async () => {
    const workspace = new Workspace();
    workspace.file('tiny.yaml', tinyConfig);
    mkdirSync(workspace.path('run/tensorboard/other-run'), { recursive: true });
    const theirs = ['events.out.tfevents.5.host', `other-run/${event}`];
    for (const name of theirs) workspace.file(`run/tensorboard/${name}`, 'of the user');
    expect((await workspace.rondo('train tiny.yaml')).code).toBe(0);
    workspace.file(`run/tensorboard/${event}`, 'old');
    const whole = contents(workspace);
    const itself = await workspace.rondo('train run/config.yaml --overwrite');
    expect(itself.complaint).toContain('the config run/config.yaml is read');
    expect(contents(workspace)).toEqual(whole);
    expect((await workspace.rondo('train tiny.yaml --overwrite')).code).toBe(0);
    for (const name of theirs) {
      expect(readFileSync(workspace.path(`run/tensorboard/${name}`), 'utf8')).toBe('of the user');
    }
    expect(existsSync(workspace.path(`run/tensorboard/${event}`))).toBe(false);
    expect(readdirSync(workspace.path('run/tensorboard'))).toHaveLength(3);
  });

  it('stay when they came after the start', async () => {
    const workspace = new Workspace();
    workspace.file('tiny.yaml', tinyConfig);
    const io = new FakeIo(workspace.folder);
    io.onWrite = () => writeFileSync(workspace.path('run/report.html'), 'of the user');
    const { code, complaint } = await workspace.rondo('train tiny.yaml', io);
    expect({ code, complaint }).toMatchObject({ code: 1 });
    expect(complaint).toContain('its own: report.html; move');
    expect(readdirSync(workspace.path('run'))).toEqual(['report.html']);
  });
});
