import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { run } from '../src/run.ts';
import { FakeIo } from './fake-io.ts';

/** What a command line did. */
export interface Outcome {
  readonly code: number;
  readonly printed: string;
  readonly complaint: string;
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A folder that lives as long as the test file, and the command in it. */
export class Workspace {
  readonly folder = mkdtempSync(join(tmpdir(), 'rondo-cli-'));

  constructor() {
    folders.push(this.folder);
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  file(name: string, content: string | Uint8Array): string {
    writeFileSync(this.path(name), content);
    return this.path(name);
  }

  /** Runs `rondo …` with arguments split at blanks, or given one by one. */
  async rondo(args: string | readonly string[], io = new FakeIo(this.folder)): Promise<Outcome> {
    const code = await run(typeof args === 'string' ? args.split(' ') : args, io);
    return { code, printed: io.printed, complaint: io.complaint };
  }
}

/** A run of six steps in well below a second. */
export const tinyConfig = `
data: { task: copy, seed: 3, train: 48, validation: 6, test: 5 }
model: { embeddingSize: 6, hiddenSize: 5, attention: dot, tiedEmbeddings: target, dropout: 0.1 }
training: { epochs: 3, maxTokens: 360, validateEvery: 2, warmup: 2, learningRate: 0.01 }
`;
