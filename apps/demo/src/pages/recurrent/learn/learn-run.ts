import { signal } from '@preact/signals';
import type { BackendWish } from '../../../live/protocol.ts';
import { LiveRun } from '../../../live/run/live-run.ts';
import type { LossPoint } from '../../../live/run/loss-series.ts';
import { CurveSet } from './curve-set.ts';
import type { LearnSettings } from './learn-settings.ts';
import type { ByKind, Checked } from './learning.ts';
import type { LearnCalls, LearnFacts, Told } from './protocol.ts';

/** Three nets that learn in their worker. */
class LearnRun extends LiveRun<LearnCalls, LearnFacts, Told> {
  readonly checked = signal<Checked | undefined>(undefined);
  readonly curves = signal<ByKind<readonly LossPoint[]> | undefined>(undefined);
  #set = new CurveSet();

  /** Starts a new run; the one before is given up. */
  start(settings: LearnSettings, backend: BackendWish): Promise<void> {
    return this.begin(async (worker) =>
      this.#take(await worker.call('start', { settings, backend, isKept: true })),
    );
  }

  /** Goes on with what the browser has kept. */
  openKept(backend: BackendWish): Promise<void> {
    return this.begin(async (worker) =>
      this.#take(await worker.call('openKept', { backend, isKept: true })),
    );
  }

  checkpoint(): Promise<Uint8Array> {
    return this.call('checkpoint', undefined);
  }

  #take(facts: LearnFacts): LearnFacts {
    this.#set = new CurveSet(facts.curves);
    this.curves.value = facts.curves;
    this.checked.value = facts.checked;
    return facts;
  }

  protected override open(): Worker {
    return new Worker(new URL('learn-worker.ts', import.meta.url), { type: 'module' });
  }

  protected override hear({ checked, fresh }: Told): void {
    this.#set.add(fresh);
    this.curves.value = this.#set.points;
    this.checked.value = checked;
  }

  protected override forget(): void {
    this.#set = new CurveSet();
    this.curves.value = undefined;
    this.checked.value = undefined;
  }
}

/** The run of the page; it goes on while a person looks at other pages. */
export const learnRun = new LearnRun();
