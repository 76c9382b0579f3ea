import { signal } from '@preact/signals';
import type { BackendWish } from '../../../live/protocol.ts';
import { LiveRun } from '../../../live/run/live-run.ts';
import type {
  Calls,
  NextToken,
  TranslateFacts,
  TranslateInput,
  TranslateOutput,
  Validated,
  ViewTree,
} from '../worker/protocol.ts';
import type { RunSettings } from './run-settings.ts';

/** A translation model that learns in its worker. */
export class TranslateRun extends LiveRun<Calls, TranslateFacts, Validated> {
  readonly validated = signal<Validated | undefined>(undefined);
  readonly #isKept: boolean;

  /** Only one run of a page may be kept by the browser. */
  constructor(isKept: boolean) {
    super();
    this.#isKept = isKept;
  }

  /** Starts a new run; the one before is given up. */
  start(settings: RunSettings, ownText: string | undefined, backend: BackendWish): Promise<void> {
    const isKept = this.#isKept;
    return this.begin((worker) => worker.call('start', { settings, ownText, backend, isKept }));
  }

  /** Takes up a checkpoint file. */
  openFile(bytes: Uint8Array, ownText: string | undefined, backend: BackendWish): Promise<void> {
    const isKept = this.#isKept;
    return this.begin((worker) => worker.call('open', { bytes, ownText, backend, isKept }), {
      stay: true,
    });
  }

  /** Goes on with what the browser has kept. */
  openKept(backend: BackendWish): Promise<void> {
    return this.begin((worker) => worker.call('openKept', { backend, isKept: this.#isKept }));
  }

  checkpoint(): Promise<Uint8Array> {
    return this.call('checkpoint', undefined);
  }

  translate(input: TranslateInput): Promise<TranslateOutput> {
    return this.call('translate', input);
  }

  tree(input: TranslateInput & { readonly prefix: readonly number[] }): Promise<ViewTree> {
    return this.call('tree', input);
  }

  next(input: {
    readonly text: string;
    readonly prefix: readonly number[];
  }): Promise<readonly NextToken[]> {
    return this.call('next', input);
  }

  protected override open(): Worker {
    return new Worker(new URL('../worker/translate-worker.ts', import.meta.url), {
      type: 'module',
    });
  }

  protected override hear(validated: Validated): void {
    this.validated.value = validated;
  }

  protected override forget(): void {
    this.validated.value = undefined;
  }
}
