import { signal } from '@preact/signals';
import type { GivenText } from '../../../controls/given-text.ts';
import type { BackendWish } from '../../../live/protocol.ts';
import { LiveRun, type BeginOptions } from '../../../live/run/live-run.ts';
import type {
  Calls,
  LookOutput,
  TranslateFacts,
  TranslateInput,
  TranslateOutput,
  Validated,
} from '../worker/protocol.ts';
import { tellQuery } from '../../../route/location.ts';
import type { Role } from '../../../live/run/run-pair.ts';
import { queryOf, type RunSettings } from './run-settings.ts';

/** A translation model that learns in its worker. */
export class TranslateRun extends LiveRun<Calls, TranslateFacts, Validated> {
  readonly validated = signal<Validated | undefined>(undefined);
  readonly #role: Role;

  constructor(role: Role) {
    super('translate');
    this.#role = role;
  }

  /** Starts a new run, which replaces the one before; beside another one only `after` that is there, and under the same `id`. */
  start(
    settings: RunSettings,
    ownText: GivenText | undefined,
    backend: BackendWish,
    options: BeginOptions,
  ): Promise<boolean> {
    const input = { settings, ownText, backend, role: this.#role };
    return this.begin((worker, keepAs) => worker.call('start', { ...input, keepAs }), options);
  }

  /** Takes up a checkpoint file. */
  openFile(
    bytes: Uint8Array,
    ownText: GivenText | undefined,
    backend: BackendWish,
  ): Promise<boolean> {
    const input = { bytes, ownText, backend, role: this.#role };
    return this.begin((worker, keepAs) => worker.call('open', { ...input, keepAs }), {
      stay: true,
    });
  }

  /** Goes on with what the browser has kept. */
  openKept(id: string, backend: BackendWish): Promise<boolean> {
    const input = { backend, role: this.#role };
    return this.begin((worker, keepAs) => worker.call('openKept', { ...input, keepAs }), { id });
  }

  checkpoint(): Promise<Uint8Array> {
    return this.call('checkpoint', undefined);
  }

  translate(input: TranslateInput): Promise<TranslateOutput> {
    return this.call('translate', input);
  }

  look(input: TranslateInput): Promise<LookOutput> {
    return this.call('look', input);
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

  protected override recall({ validated, settings }: TranslateFacts): void {
    this.validated.value = validated;
    // What learns beside it has no place in the address.
    if (this.#role === 'main') tellQuery('translate', queryOf(settings));
  }
}
