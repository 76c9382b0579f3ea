import { copyFileSync } from 'node:fs';
import { tinyConfig, Workspace } from './workspace.ts';

/** Trains a model that has seen little, in a moment; its task is to copy digits. */
export async function tinyModel(settings: readonly string[] = []): Promise<string> {
  const workspace = new Workspace();
  workspace.file('tiny.yaml', tinyConfig);
  const changes = ['training.epochs=1', ...settings].flatMap((setting) => ['--set', setting]);
  const { code, complaint } = await workspace.rondo(['train', 'tiny.yaml', ...changes]);
  if (code !== 0) throw new Error(complaint);
  return workspace.path('run/best.safetensors');
}

/** A folder with the model as m.safetensors. */
export function withModel(model: string): Workspace {
  const workspace = new Workspace();
  copyFileSync(model, workspace.path('m.safetensors'));
  return workspace;
}
