import { mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { plainPng } from '../../test/plain-png.ts';
import { Workspace } from '../../test/workspace.ts';
import type { Experiment } from '../experiments/experiment.ts';

/** A workspace with pictures of one grey each; sizes are height and width. */
function workspaceOf(pictures: Readonly<Record<string, readonly [number, number]>>): Workspace {
  const workspace = new Workspace();
  for (const [i, [path, [height, width]]] of Object.entries(pictures).entries()) {
    mkdirSync(dirname(workspace.path(path)), { recursive: true });
    workspace.file(path, plainPng((37 * i) % 256, height, width));
  }
  return workspace;
}

function settingsOf(workspace: Workspace, out: string): Experiment['settings'] {
  return (JSON.parse(readFileSync(workspace.path(`${out}/results.json`), 'utf8')) as Experiment)
    .settings;
}

describe('rondo images --folder', { timeout: 180_000 }, () => {
  const pictures = Object.fromEntries(
    ['cat', 'dog'].flatMap((name) =>
      Array.from({ length: 5 }, (_, n) => [`pets/${name}/${n}.png`, [9, 10]] as const),
    ),
  );
  const rest = '--block none --epochs 1 --out runs/i';
  const images = `images --folder pets ${rest}`;

  it('learns the classes of folders, and leaves a fifth of each for the test', async () => {
    const workspace = workspaceOf(pictures);
    const { code, complaint } = await workspace.rondo(images);
    expect([code, complaint]).toEqual([0, '']);
    expect(settingsOf(workspace, 'runs/i')).toEqual({
      folder: 'pets',
      epochs: 1,
      train: 8,
      test: 2,
      sizes: '9 x 10',
      data: expect.stringMatching(/^[\da-f]{16}$/u) as string,
    });
    const other = await workspace.rondo(`${images} --overwrite --test-share 0.4 --size 8x12`);
    expect([other.code, other.complaint]).toEqual([0, '']);
    expect(settingsOf(workspace, 'runs/i')).toMatchObject({ train: 6, test: 4, sizes: '8 x 12' });
  });

  it('takes the test from a folder of its own, in the size and the classes of the training', async () => {
    const workspace = workspaceOf({
      'pets/train/cat/a.png': [8, 9],
      'pets/train/dog/b.png': [8, 9],
      'pets/test/dog/c.png': [30, 20],
    });
    const { code, complaint } = await workspace.rondo(images);
    expect([code, complaint]).toEqual([0, '']);
    expect(settingsOf(workspace, 'runs/i')).toMatchObject({ train: 2, test: 1, sizes: '8 x 9' });
  });

  it.each([
    ['--folder nopets', '--folder: cannot read', 'there is no such folder; did you mean pets?'],
    ['--folder pets/cat/0.png', '--folder: cannot read', 'it is no folder'],
    ['--folder pets --cifar pets', '--cifar and --folder both name images'],
    ['--folder pets --size 4', '8 to 1024'],
    ['--folder pets --test-share 1', 'at most 0.9'],
    ['--cifar pets --size 32', 'CIFAR files have their size'],
    ['--cifar none', '--cifar: cannot read', 'there is no such folder'],
  ])('refuses %s', async (options, ...messages) => {
    const { code, complaint } = await workspaceOf(pictures).rondo(`images ${options} ${rest}`);
    expect(code).toBeGreaterThan(0);
    for (const message of messages) expect(complaint).toContain(message);
  });

  it('says what to do with several sizes, small images, and a class of one', async () => {
    const uneven = await workspaceOf({ ...pictures, 'pets/dog/5.png': [9, 11] }).rondo(images);
    expect(uneven.complaint).toMatch(/5\.png: expected 9 x 10, .* received 9 x 11; add --size 32/u);
    const small = await workspaceOf({ 'pets/a/1.png': [4, 4], 'pets/a/2.png': [4, 4] }).rondo(
      images,
    );
    expect(small.complaint).toContain('at least 8 x 8, received 4 x 4; add --size 32');
    const lonely = await workspaceOf({ ...pictures, 'pets/owl/0.png': [9, 10] }).rondo(images);
    expect(lonely.complaint).toContain('owl has one example');
  });
});

describe('rondo clips --frames', { timeout: 180_000 }, () => {
  const frames = Object.fromEntries(
    ['wave', 'nod'].flatMap((name) =>
      Array.from({ length: 18 }, (_, n) => {
        const [clip, frame] = [Math.floor(n / 6), n % 6];
        return [`own/${name}/${clip}/frame_${frame}.png`, [12, 8]] as const;
      }),
    ),
  );
  const clips = 'clips --frames own --block gaussian --epochs 1 --out runs/c';

  it('learns the classes of clips, and shows what the block looks at', async () => {
    const workspace = workspaceOf(frames);
    const { code, complaint } = await workspace.rondo(`${clips} --clip-frames 3`);
    expect([code, complaint]).toEqual([0, '']);
    const sizes = '3 x 12 x 8';
    expect(settingsOf(workspace, 'runs/c')).toMatchObject({ train: 4, test: 2, sizes });
    expect(readFileSync(workspace.path('runs/c/maps-gaussian.png')).length).toBeGreaterThan(100);
  });

  it('says what to do with clips of several lengths, and with options of digits', async () => {
    const long = await workspaceOf({ ...frames, 'own/wave/1/frame_6.png': [12, 8] }).rondo(clips);
    expect(long.complaint).toMatch(/expected 6 frames, .* received 7; add --clip-frames/u);
    const digits = await workspaceOf(frames).rondo(`${clips} --test-clips 200`);
    expect([digits.code, digits.complaint]).toEqual([
      2,
      'error: --test-clips belongs to coloured digits, not to --frames; leave one of them out\n',
    ]);
    const size = await new Workspace().rondo('clips --size 32');
    expect(size.complaint).toContain('--size belongs to --frames, not to coloured digits');
  });
});
