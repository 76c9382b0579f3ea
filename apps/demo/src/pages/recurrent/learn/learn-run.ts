import { signal } from '@preact/signals';
import type { BackendWish } from '../../../live/protocol.ts';
import { LiveRun } from '../../../live/run/live-run.ts';
import type { LossPoint } from '../../../live/run/loss-series.ts';
import { CurveSet } from './curve-set.ts';
import { tellQuery } from '../../../route/location.ts';
import { queryOfLearning, type LearnSettings } from './learn-settings.ts';
import type { ByKind, Checked } from './learning.ts';
import type { LearnCalls, LearnFacts, Told } from './protocol.ts';

/** Three nets that learn in their worker. */
class LearnRun extends LiveRun<LearnCalls, LearnFacts, Told> {
  readonly checked = signal<Checked | undefined>(undefined);
  readonly curves = signal<ByKind<readonly LossPoint[]> | undefined>(undefined);
  #set = new CurveSet();

  /** Starts a new run, which replaces the one before. */
  start(settings: LearnSettings, backend: BackendWish): Promise<boolean> {
    return this.begin((worker, keepAs) => worker.call('start', { settings, backend, keepAs }));
  }

  /** Takes up a checkpoint file. */
  openFile(bytes: Uint8Array, backend: BackendWish): Promise<boolean> {
    return this.begin((worker, keepAs) => worker.call('open', { bytes, backend, keepAs }), {
      stay: true,
    });
  }

  /** Goes on with what the browser has kept. */
  openKept(id: string, backend: BackendWish): Promise<boolean> {
    return this.begin((worker, keepAs) => worker.call('openKept', { backend, keepAs }), { id });
  }

  checkpoint(): Promise<Uint8Array> {
    return this.call('checkpoint', undefined);
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

  protected override recall({ curves, checked, settings }: LearnFacts): void {
    tellQuery('recurrent', queryOfLearning(settings));
    this.#set = new CurveSet(curves);
    this.curves.value = curves;
    this.checked.value = checked;
  }
}

/** The run of the page; it goes on while a person looks at other pages. */
export const learnRun = new LearnRun('recurrent');
