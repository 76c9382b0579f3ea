import { signal } from '@preact/signals';
import type { BackendWish } from '../../../live/protocol.ts';
import { LiveRun, type BeginOptions } from '../../../live/run/live-run.ts';
import type { AccuracyPoint, Calls, Diversity, Judged, NonLocalFacts } from '../worker/protocol.ts';
import type { Role } from '../../../live/run/run-pair.ts';
import { tellQuery } from '../../../route/location.ts';
import { queryOf, type RunSettings } from './run-settings.ts';

/** The training of one network in its worker. */
export class NonLocalRun extends LiveRun<Calls, NonLocalFacts, Judged> {
  readonly accuracies = signal<readonly AccuracyPoint[]>([]);
  readonly diversity = signal<Diversity | undefined>(undefined);
  readonly #role: Role;

  constructor(role: Role) {
    super('non-local');
    this.#role = role;
  }

  /** Starts a new run, which replaces the one before; beside another one only `after` that is there, and under the same `id`. */
  start(settings: RunSettings, backend: BackendWish, options: BeginOptions): Promise<boolean> {
    const input = { settings, backend, role: this.#role };
    return this.begin((worker, keepAs) => worker.call('start', { ...input, keepAs }), options);
  }

  /** Takes up a checkpoint file. */
  openFile(bytes: Uint8Array, backend: BackendWish): Promise<boolean> {
    const input = { bytes, backend, role: this.#role };
    return this.begin((worker, keepAs) => worker.call('open', { ...input, keepAs }), {
      stay: true,
    });
  }

  /** Goes on with what the browser has kept. */
  openKept(id: string, backend: BackendWish): Promise<boolean> {
    const input = { backend, role: this.#role };
    return this.begin((worker, keepAs) => worker.call('openKept', { ...input, keepAs }), { id });
  }

  protected override open(): Worker {
    return new Worker(new URL('../worker/non-local-worker.ts', import.meta.url), {
      type: 'module',
    });
  }

  protected override hear({ step, accuracy, diversity }: Judged): void {
    this.accuracies.value = [...this.accuracies.value, { step, accuracy }];
    this.diversity.value = diversity;
  }

  protected override forget(): void {
    this.accuracies.value = [];
    this.diversity.value = undefined;
  }

  protected override recall({ accuracies, diversity, settings }: NonLocalFacts): void {
    // What learns beside it has no place in the address.
    if (this.#role === 'main') tellQuery('non-local', queryOf(settings));
    this.accuracies.value = accuracies;
    this.diversity.value = diversity;
  }
}

/** The runs of the page; they go on while a person looks at other pages. */
export const mainRun = new NonLocalRun('main');
export const besideRun = new NonLocalRun('beside');
