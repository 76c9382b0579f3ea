import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FakeIo } from '../../test/fake-io.ts';
import { tensorBytes } from '../../test/tensor-bytes.ts';
import { tinyConfig, Workspace } from '../../test/workspace.ts';

describe('rondo train whose output goes nowhere', () => {
  it.each([
    ['ENOSPC', 1, 'error: cannot write to standard output: the disk is full'],
    ['EPIPE', 130, 'Stopped after step 1. Go on with: rondo train --out run --resume\n'],
  ])('stops with a checkpoint on %s, from which it goes on', async (code, exit, message) => {
    const workspace = new Workspace();
    workspace.file('tiny.yaml', tinyConfig);
    const io = new FakeIo(workspace.folder);
    io.onWrite = () => io.loseOutput(code);
    const { code: exited, complaint } = await workspace.rondo('train tiny.yaml', io);
    expect(exited).toBe(exit);
    expect(complaint).toContain('Stopped after step 1. Go on with: rondo train --out run');
    expect(complaint).toContain(message);
    expect(complaint).not.toMatch(/\n +at |fault in the program/);
    expect(readdirSync(workspace.path('run')).toSorted()).toEqual([
      'config.yaml',
      'last.safetensors',
      'metrics.jsonl',
      'tensorboard',
    ]);
    expect((await workspace.rondo('train --resume')).code).toBe(0);
    await workspace.rondo('train tiny.yaml --out whole');
    expect(tensorBytes(workspace.path('run/last.safetensors'))).toEqual(
      tensorBytes(workspace.path('whole/last.safetensors')),
    );
  });

  it('is quiet in other commands where the reader has left, and not where the disk is full', async () => {
    const workspace = new Workspace();
    workspace.file('tiny.yaml', tinyConfig);
    await workspace.rondo('train tiny.yaml --set training.epochs=1');
    const lost = async (code: string) => {
      const io = new FakeIo(workspace.folder);
      io.onWrite = () => io.loseOutput(code);
      return workspace.rondo('translate -m run/best.safetensors 3 1 4', io);
    };
    expect(await lost('EPIPE')).toMatchObject({ code: 0, complaint: '' });
    const full = await lost('ENOSPC');
    expect(full.code).toBe(1);
    expect(full.complaint).toMatch(/^error: cannot write to standard output: the disk is full/);
  });
});
