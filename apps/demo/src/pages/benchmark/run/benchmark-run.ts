import { batch, signal } from '@preact/signals';
import { WorkerRacer } from '../race/worker-racer.ts';
import { piecesOf, race } from '../race/race.ts';
import type { BenchmarkRecord, Result } from '../record/record.ts';
import { browserName } from './browser-name.ts';
import { offered, type BenchmarkSettings } from './benchmark-settings.ts';

/** What is being timed. */
interface Moment {
  readonly workload: string;
  readonly id: string;
  /** 0 while it is made ready. */
  readonly round: number;
}

/** A measurement of this device, as signals. */
class BenchmarkRun {
  readonly phase = signal<'empty' | 'running' | 'stopped' | 'finished'>('empty');
  /** From 0 to 1. */
  readonly progress = signal(0);
  readonly moment = signal<Moment | undefined>(undefined);
  /** What is measured so far; workloads that are waited for have no cells. */
  readonly record = signal<BenchmarkRecord | undefined>(undefined);
  readonly fault = signal<unknown>(undefined);
  #racers: readonly WorkerRacer[] = [];

  /** Measures until all is done, or until `stop`; a workload that was not finished is left out. Never rejects. */
  async start(settings: BenchmarkSettings, processors: number): Promise<void> {
    this.stop();
    const racers = settings.on.map((id) => new WorkerRacer(id));
    this.#racers = racers;
    const begun: BenchmarkRecord = {
      format: 'rondo-benchmark',
      version: 1,
      at: Date.now(),
      browser: browserName(),
      processors,
      rounds: settings.rounds,
      contestants: Object.fromEntries(settings.on.map((id) => [id, ''])),
      results: settings.work.map((workload) => ({ workload, cells: {} })),
    };
    batch(() => {
      this.phase.value = 'running';
      this.progress.value = 0;
      this.moment.value = undefined;
      this.record.value = begun;
      this.fault.value = undefined;
    });
    try {
      const contestants = Object.fromEntries(
        await Promise.all(racers.map(async (racer) => [racer.id, await racer.open()] as const)),
      );
      await this.#raceAll(settings, racers, { ...begun, contestants });
      if (this.#racers === racers) this.#rest('finished');
    } catch (error) {
      if (this.#racers !== racers) return;
      batch(() => {
        this.fault.value = error;
        this.#rest('stopped');
      });
    } finally {
      for (const racer of racers) racer.end();
    }
  }

  /** Ends it at once. */
  stop(): void {
    const racers = this.#racers;
    this.#racers = [];
    for (const racer of racers) racer.end();
    if (this.phase.peek() === 'running') this.#rest('stopped');
  }

  /** Leaves out what was not finished. */
  #rest(phase: 'stopped' | 'finished'): void {
    const record = this.record.peek();
    const results = record?.results.filter(({ cells }) => Object.keys(cells).length > 0) ?? [];
    batch(() => {
      this.record.value = record && results.length > 0 ? { ...record, results } : undefined;
      this.phase.value = phase;
    });
  }

  async #raceAll(
    { work, rounds }: BenchmarkSettings,
    racers: readonly WorkerRacer[],
    record: BenchmarkRecord,
  ): Promise<void> {
    const pieces = piecesOf(racers.length, rounds);
    const results: Result[] = [...record.results];
    const isOver = (): boolean => this.#racers !== racers;
    for (const [n, name] of work.entries()) {
      const workload = offered.find((one) => one.name === name)!;
      let done = 0;
      const result = await race(workload, racers, {
        rounds,
        isOver,
        onPiece: (id, round) => {
          if (isOver()) return;
          done += 1;
          this.moment.value = { workload: name, id, round };
          this.progress.value = (n + done / pieces) / work.length;
        },
      });
      if (isOver()) return;
      results[n] = result;
      this.progress.value = (n + 1) / work.length;
      this.record.value = { ...record, results: [...results] };
    }
  }
}

/** The measurement of the page. */
export const benchmarkRun = new BenchmarkRun();
