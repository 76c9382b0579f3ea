import type { Signal } from '@preact/signals';
import type { BackendWish } from '../protocol.ts';
import { backendWish } from './backend-wish.ts';
import { bytesFor } from './bytes-for.ts';
import { newRunId, type KeptRuns, type Offer } from './kept-runs.ts';
import type { BeginOptions } from './live-run.ts';

/** What a pair needs of its runs. */
interface PairedRun {
  readonly id: string | undefined;
  readonly fault: Signal<unknown>;
  openKept(id: string, backend: BackendWish): Promise<boolean>;
  end(): void;
}

/** The run that a person has chosen, and one that learns beside it to compare. */
export type Role = 'main' | 'beside';

type KeptPairs<Settings> = Readonly<Record<Role, KeptRuns<Settings, unknown>>>;

/** Two runs of a page that begin together and are kept under the same id, or the main one alone. */
export class RunPair<Run extends PairedRun, Settings> {
  readonly main: Run;
  readonly beside: Run;
  readonly #kept: KeptPairs<Settings>;

  constructor(runs: Readonly<Record<Role, Run>>, kept: KeptPairs<Settings>) {
    this.main = runs.main;
    this.beside = runs.beside;
    this.#kept = kept;
  }

  offers(): Promise<readonly Offer<Settings>[]> {
    return this.#kept.main.offers();
  }

  async forget(id: string): Promise<void> {
    await this.#kept.beside.forget(id);
    await this.#kept.main.forget(id);
  }

  /** Begins one or both anew. */
  async start(
    isCompared: boolean,
    begin: (role: Role, backend: BackendWish, options: BeginOptions) => Promise<boolean>,
  ): Promise<void> {
    const wish = backendWish(isCompared ? 2 : 1);
    const id = newRunId();
    const after = begin('main', wish, { id });
    if (isCompared) void begin('beside', wish, { id, after });
    else if (await after) this.#endBeside();
  }

  /** Takes up a file, which is of one run. */
  async open(file: File, begin: (bytes: Uint8Array) => Promise<boolean>): Promise<void> {
    const bytes = await bytesFor(this.main, file);
    if (bytes && (await begin(bytes))) this.#endBeside();
  }

  /** Goes on with what the browser has kept. */
  async takeUp(id: string): Promise<void> {
    try {
      const isCompared = await this.#kept.beside.has(id);
      const wish = backendWish(isCompared ? 2 : 1);
      if (isCompared) void this.beside.openKept(id, wish);
      await this.main.openKept(id, wish);
    } catch (error) {
      this.main.fault.value = error;
    }
  }

  #endBeside(): void {
    const { id } = this.beside;
    this.beside.end();
    // Where nothing can be kept there is nothing to forget.
    if (id !== undefined) this.#kept.beside.forget(id).catch(() => undefined);
  }
}
