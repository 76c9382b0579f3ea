import { signal } from '@preact/signals';
import type { BackendWish } from '../../../live/protocol.ts';
import { LiveRun } from '../../../live/run/live-run.ts';
import type { AccuracyPoint, Calls, Diversity, Judged, NonLocalFacts } from '../worker/protocol.ts';
import type { Role } from './kept.ts';
import type { RunSettings } from './run-settings.ts';

/** The training of one network in its worker. */
export class NonLocalRun extends LiveRun<Calls, NonLocalFacts, Judged> {
  readonly accuracies = signal<readonly AccuracyPoint[]>([]);
  readonly diversity = signal<Diversity | undefined>(undefined);
  readonly #role: Role;

  constructor(role: Role) {
    super();
    this.#role = role;
  }

  /** Starts a new run; the one before is given up. */
  start(settings: RunSettings, backend: BackendWish): Promise<void> {
    const input = { settings, backend, isKept: true, role: this.#role };
    return this.#take((worker) => worker.call('start', input));
  }

  /** Takes up a checkpoint file. */
  openFile(bytes: Uint8Array, backend: BackendWish): Promise<void> {
    const input = { bytes, backend, isKept: true, role: this.#role };
    return this.#take((worker) => worker.call('open', input), { stay: true });
  }

  /** Goes on with what the browser has kept. */
  openKept(backend: BackendWish): Promise<void> {
    const input = { backend, isKept: true, role: this.#role };
    return this.#take((worker) => worker.call('openKept', input));
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

  /** Begins, with what a run taken up has heard before. */
  #take(...[ask, options]: Parameters<NonLocalRun['begin']>): Promise<void> {
    return this.begin(async (worker) => {
      const facts = await ask(worker);
      this.accuracies.value = facts.accuracies;
      this.diversity.value = facts.diversity;
      return facts;
    }, options);
  }
}

/** The runs of the page; they go on while a person looks at other pages. */
export const mainRun = new NonLocalRun('main');
export const besideRun = new NonLocalRun('beside');
