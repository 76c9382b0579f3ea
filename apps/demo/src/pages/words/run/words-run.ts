import { signal } from '@preact/signals';
import type { GivenText } from '../../../controls/given-text.ts';
import { backendWish } from '../../../live/run/backend-wish.ts';
import { LiveRun } from '../../../live/run/live-run.ts';
import type { Calls, Look, MapKind, WordsFacts } from '../worker/protocol.ts';
import { tellQuery } from '../../../route/location.ts';
import { queryOf, type WordsSettings } from './words-settings.ts';

/** Vectors of words that are learned in their worker. */
export class WordsRun extends LiveRun<Calls, WordsFacts, Look> {
  /** The vectors as they were seen last. */
  readonly seen = signal<Look | undefined>(undefined);
  readonly isSlow = signal(false);

  /** Starts a new run, which replaces the one before. */
  async start(settings: WordsSettings, ownText: GivenText): Promise<void> {
    const backend = backendWish();
    await this.begin((worker, keepAs) =>
      worker.call('start', { backend, keepAs, settings, ownText }),
    );
  }

  /** Opens a file of vectors, to ask only. */
  async openFile(bytes: Uint8Array, name: string): Promise<void> {
    const source = { backend: backendWish(), keepAs: undefined };
    await this.begin((worker) => worker.call('open', { ...source, bytes, name }));
  }

  /** Goes on with what the browser has kept. */
  async openKept(id: string): Promise<void> {
    const backend = backendWish();
    await this.begin((worker, keepAs) => worker.call('openKept', { backend, keepAs }), { id });
  }

  /** Waits after each step, or not. */
  async goSlowly(isSlow: boolean): Promise<void> {
    this.isSlow.value = isSlow;
    if (this.isReady.peek()) await this.call('slow', isSlow);
  }

  /** Has the vectors looked at, also while nothing changes them. */
  async look(kind: MapKind): Promise<void> {
    const facts = this.facts.peek();
    try {
      this.seen.value = await this.call('look', kind);
    } catch (error) {
      // A run that was replaced meanwhile has nothing to say.
      if (facts === this.facts.peek()) this.fault.value = error;
    }
  }

  protected override open(): Worker {
    return new Worker(new URL('../worker/words-worker.ts', import.meta.url), { type: 'module' });
  }

  protected override hear(look: Look): void {
    this.seen.value = look;
  }

  protected override forget(): void {
    this.seen.value = undefined;
  }

  protected override recall({ settings, totalSteps }: WordsFacts): void {
    // A file of vectors does not tell how they were learned.
    if (totalSteps > 0) tellQuery('words', queryOf(settings));
    // Rejected only where the run is given up at once.
    if (this.isSlow.peek()) this.call('slow', true).catch(() => undefined);
  }
}

/** The run of the page; it goes on while a person looks at other pages. */
export const wordsRun = new WordsRun('words');

/** The text that a person gave; it stays while one goes to other pages. */
export const ownWordsText = signal<GivenText>('');
