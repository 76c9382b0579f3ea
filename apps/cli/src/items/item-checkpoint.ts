import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { explainFileError } from '@rondo/data/node';
import type { EmbeddingState, ItemEvaluation, TwoTowerLoop } from '@rondo/embeddings';
import { safetensors } from '@rondo/layers-core';
import type { Tensor } from '@rondo/tensor';
import { atPlace, CliError } from '../errors.ts';
import { writeFileAtomic } from '../folder/atomic-write.ts';

const format = 'rondo items run 1';

/** Where the training of a model stands: plain numbers. */
type Standing =
  | { readonly stage: 'item2vec'; readonly state: EmbeddingState }
  | {
      readonly stage: 'two-tower';
      readonly state: ReturnType<TwoTowerLoop['state']>;
      readonly optimizer: ReturnType<TwoTowerLoop['optimizer']['stateDict']>['numbers'];
    };

/** Where a run stands: what it has measured, what it trains, and the tensors of that. */
export type ItemCheckpoint = Standing & {
  readonly results: Readonly<Record<string, ItemEvaluation>>;
  readonly tensors: Readonly<Record<string, Tensor>>;
};

/** What the file says beside its tensors. */
type Told = Omit<ItemCheckpoint, 'tensors'> & { readonly fingerprint: string };

interface CheckpointOptions {
  /** Absolute. */
  readonly path: string;
  /** As the user is told it. */
  readonly name: string;
  /** Seconds between two of them. */
  readonly every: number;
}

/** The file beside a model to be, in which its training stands until it is done. */
export class ItemCheckpoints {
  readonly name: string;
  readonly #path: string;
  readonly #every: number;
  #fingerprint = '';
  #writtenAt = performance.now();
  #hasWritten = false;

  constructor({ path, name, every }: CheckpointOptions) {
    this.#path = path;
    this.name = name;
    this.#every = every;
  }

  /** Whether one was written. */
  get hasWritten(): boolean {
    return this.#hasWritten;
  }

  /** Whether the last one is long ago. */
  get isDue(): boolean {
    return performance.now() - this.#writtenAt >= 1000 * this.#every;
  }

  /** What the run is of: data and options, whatever fits in JSON. */
  identify(run: unknown): void {
    this.#fingerprint = createHash('sha256').update(JSON.stringify(run)).digest('hex');
  }

  async write({ tensors, ...told }: ItemCheckpoint): Promise<void> {
    const content = JSON.stringify({ ...told, fingerprint: this.#fingerprint });
    await writeFileAtomic(this.#path, await safetensors.save(tensors, { format, content }));
    this.#writtenAt = performance.now();
    this.#hasWritten = true;
  }

  /** Whether the file is there; what else has its name is the user's. @throws CliError for that. */
  async isThere(): Promise<boolean> {
    const bytes = await this.#bytes();
    if (!bytes) return false;
    await atPlace(this.name, () => {
      const { tensors, metadata } = safetensors.load(bytes);
      for (const tensor of Object.values(tensors)) tensor.dispose();
      if (metadata['format'] === format) return;
      throw new CliError(
        'this is no state of rondo items train, which would write its own here; name another file with --out',
      );
    });
    return true;
  }

  /**
   * Where the run stood; the tensors are the caller's to dispose.
   * @throws CliError where there is none, or it is of other data or options.
   */
  async read(): Promise<ItemCheckpoint> {
    if (!(await this.isThere())) {
      throw new CliError(
        `${this.name} is not there, so there is no run to resume; leave --resume out to start one, or name its model with --out`,
      );
    }
    const { tensors, metadata } = safetensors.load((await this.#bytes())!);
    const { fingerprint, ...told } = this.#parse(metadata['content']);
    if (fingerprint === this.#fingerprint) return { ...told, tensors } as ItemCheckpoint;
    for (const tensor of Object.values(tensors)) tensor.dispose();
    throw new CliError(
      `${this.name}: the run that was stopped was of other data or options, or on another backend; give it those again, or start anew with --overwrite`,
    );
  }

  /** Of what cannot be read nothing is known, and so it is of another run. */
  #parse(content = ''): Partial<Told> {
    try {
      return JSON.parse(content) as Told;
    } catch {
      return {};
    }
  }

  async remove(): Promise<void> {
    await rm(this.#path, { force: true });
  }

  async #bytes(): Promise<Uint8Array | undefined> {
    try {
      return await readFile(this.#path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw await explainFileError(this.#path, error);
    }
  }
}
