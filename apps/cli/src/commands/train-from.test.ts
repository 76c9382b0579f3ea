import { describe, expect, it } from 'vitest';
import { tinyConfig, Workspace } from '../../test/workspace.ts';
import { loadModelOnly } from '../training/load-model.ts';

const still = '--set training.epochs=0.1 --set training.learningRate=1e-30';

describe('rondo train --from', { timeout: 30_000 }, () => {
  it('begins with the weights of another model', async () => {
    const workspace = new Workspace();
    workspace.file('tiny.yaml', tinyConfig);
    await workspace.rondo('train tiny.yaml --out first');
    const path = workspace.path('first/last.safetensors');
    const other = '--set training.seed=9';
    const { code, printed } = await workspace.rondo(
      `train tiny.yaml --out second --from first/last.safetensors ${still} ${other}`,
    );
    expect(code).toBe(0);
    expect(printed).toMatch(/Taken over: \d+ parameters as they are, .*\((\d+) of \1 rows\)/);
    expect(printed).not.toContain('Begun anew');
    const [before, after] = [path, workspace.path('second/last.safetensors')];
    expect(await weights(after)).toEqual(await weights(before));
    const anew = await workspace.rondo(`train tiny.yaml --out third ${still} ${other}`);
    expect(anew.printed).not.toContain('Taken over');
    expect(await weights(workspace.path('third/last.safetensors'))).not.toEqual(
      await weights(before),
    );
  });

  it('tells what does not fit, and refuses what makes no sense', async () => {
    const workspace = new Workspace();
    workspace.file('tiny.yaml', tinyConfig);
    await workspace.rondo(`train tiny.yaml --out first ${still}`);
    const from = '--from first/best.safetensors';
    const larger = await workspace.rondo(
      `train tiny.yaml --out larger ${from} ${still} --set model.attention=additive`,
    );
    expect(larger.printed).toMatch(
      /Begun anew, not in that model or of another shape: .*attention/,
    );
    const both = await workspace.rondo(`train --out first --resume ${from}`);
    expect(both).toMatchObject({ code: 2 });
    expect(both.complaint).toContain('--resume and --from exclude each other');
    const none = await workspace.rondo('train tiny.yaml --out none --from no.safetensors');
    expect(none).toMatchObject({ code: 1 });
    expect(none.complaint).toMatch(/no\.safetensors: there is no such file/);
  });
});

async function weights(path: string): Promise<Record<string, readonly number[]>> {
  const { model } = await loadModelOnly(path);
  const named = Object.entries(model.stateDict());
  const values = await Promise.all(
    named.map(async ([name, x]) => [name, [...(await x.data())]] as const),
  );
  model.dispose();
  return Object.fromEntries(values);
}
