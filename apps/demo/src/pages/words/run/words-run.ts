import { signal } from '@preact/signals';
import { backendWish } from '../../../live/run/backend-wish.ts';
import { LiveRun } from '../../../live/run/live-run.ts';
import type { Calls, Look, MapKind, WordsFacts } from '../worker/protocol.ts';
import type { WordsSettings } from './words-settings.ts';

/** Vectors of words that are learned in their worker. */
export class WordsRun extends LiveRun<Calls, WordsFacts, Look> {
  /** The vectors as they were seen last. */
  readonly seen = signal<Look | undefined>(undefined);
  readonly isSlow = signal(false);

  /** Starts a new run; the one before is given up. */
  async start(settings: WordsSettings, ownText: string): Promise<void> {
    const source = { backend: backendWish(), isKept: true };
    await this.begin(async (worker) => {
      await worker.call('slow', this.isSlow.peek());
      return worker.call('start', { ...source, settings, ownText });
    });
  }

  /** Opens a file of vectors, to ask only. */
  async openFile(bytes: Uint8Array, name: string): Promise<void> {
    const source = { backend: backendWish(), isKept: false };
    await this.begin((worker) => worker.call('open', { ...source, bytes, name }));
  }

  /** Goes on with what the browser has kept. */
  async openKept(): Promise<void> {
    const source = { backend: backendWish(), isKept: true };
    await this.begin(async (worker) => {
      await worker.call('slow', this.isSlow.peek());
      return worker.call('openKept', source);
    });
  }

  /** Waits after each step, or not. */
  async goSlowly(isSlow: boolean): Promise<void> {
    this.isSlow.value = isSlow;
    if (this.isReady.peek()) await this.call('slow', isSlow);
  }

  /** Has the vectors looked at, also while nothing changes them. */
  async look(kind: MapKind): Promise<void> {
    try {
      this.seen.value = await this.call('look', kind);
    } catch (error) {
      this.fault.value = error;
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
}

/** The run of the page; it goes on while a person looks at other pages. */
export const wordsRun = new WordsRun();

/** The text that a person gave; it stays while one goes to other pages. */
export const ownWordsText = signal('');
