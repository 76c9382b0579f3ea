import { InternalError } from '@rondo/tensor';
import type { CpuBuffer, LinearMemory } from '../linear-memory.ts';
import {
  claim,
  controlBytes,
  maximumModules,
  maximumNumbers,
  numbersOffset,
  spinTime,
  ticketBits,
  ticketMask,
  word,
} from './control.ts';
import { Patience } from './patience.ts';
import { type StartWorker, type TeamWorker, warnOnce } from './start-worker.ts';
import type { KernelArguments, Team, TeamKernel, TeamScratch } from './team.ts';

/** Stops the workers of teams that nobody can reach any more. */
const abandoned = new FinalizationRegistry<Int32Array>(stop);

/**
 * Threads on one shared memory. A job is a list of calls of one kernel; each thread claims the next call until none is left, so
 * that nobody waits for a worker that has not started, and a slow thread gets fewer. Workers sleep where no job comes for a while.
 */
export class WorkerTeam implements Team {
  readonly threads: number;
  readonly #memory: LinearMemory;
  readonly #words: Int32Array;
  readonly #numbers: Float64Array;
  readonly #workers: readonly TeamWorker[];
  readonly #patience = new Patience();
  /** Whether this thread may sleep: the main thread of a page may not. */
  readonly #maySleep: boolean;
  #job = 0;
  #shared = 0;
  #modules = 0;
  #scratch: { buffer: CpuBuffer; step: number } | undefined;

  constructor(memory: LinearMemory, threads: number, start: StartWorker) {
    this.threads = threads;
    this.#memory = memory;
    const control = memory.allocate(controlBytes).pointer;
    const { buffer } = memory.memory;
    this.#words = new Int32Array(buffer, control, controlBytes / 4).fill(0);
    this.#numbers = new Float64Array(buffer, control + numbersOffset, maximumNumbers);
    this.#maySleep = typeof document === 'undefined';
    const workers: TeamWorker[] = [];
    try {
      for (let thread = 1; thread < threads; thread++) {
        workers.push(start({ memory: memory.memory, control, thread }));
      }
    } catch (error) {
      warnOnce(error instanceof Error ? error.message : String(error));
    }
    this.#workers = workers;
    abandoned.register(this, this.#words, this);
  }

  get active(): number {
    return this.ready > 1 && this.#patience.allows() ? this.threads : 1;
  }

  get ready(): number {
    return 1 + Atomics.load(this.#words, word.ready);
  }

  get shared(): number {
    return this.#shared;
  }

  register(bytes: Uint8Array<ArrayBuffer>): number {
    const number = this.#modules++;
    if (number >= maximumModules) {
      throw new InternalError(`a team knows at most ${maximumModules} modules`, { number });
    }
    const { pointer } = this.#memory.allocate(bytes.length);
    new Uint8Array(this.#memory.memory.buffer, pointer, bytes.length).set(bytes);
    this.#words[word.modules + 2 * number] = pointer;
    this.#words[word.modules + 2 * number + 1] = bytes.length;
    return number;
  }

  run(kernel: TeamKernel, calls: readonly KernelArguments[]): void {
    const count = calls[0]?.length ?? 0;
    const most = Math.min(ticketMask, Math.floor(maximumNumbers / Math.max(count, 1)));
    if (calls.length > most) {
      for (let i = 0; i < calls.length; i += most) this.run(kernel, calls.slice(i, i + most));
      return;
    }
    if (calls.length < 2 || this.active === 1) {
      for (const parameters of calls) kernel.call(0, ...parameters);
      return;
    }
    const start = performance.now();
    this.#publish(kernel, calls, count);
    this.#finish(kernel, calls, start);
  }

  scratch(bytesPerThread: number): TeamScratch {
    const own = this.#scratch;
    if (own && own.step >= bytesPerThread) return { pointer: own.buffer.pointer, step: own.step };
    if (own) this.#memory.free(own.buffer);
    this.#scratch = undefined;
    const step = Math.ceil(bytesPerThread / 64) * 64;
    const buffer = this.#memory.allocate(step * this.threads);
    this.#scratch = { buffer, step };
    return { pointer: buffer.pointer, step };
  }

  dispose(): void {
    abandoned.unregister(this);
    stop(this.#words);
    for (const worker of this.#workers) worker.terminate();
  }

  #publish(kernel: TeamKernel, calls: readonly KernelArguments[], count: number): void {
    const words = this.#words;
    for (const [i, parameters] of calls.entries()) this.#numbers.set(parameters, i * count);
    words[word.module] = kernel.module;
    words[word.export] = kernel.export;
    words[word.arguments] = count;
    Atomics.store(words, word.done, 0);
    this.#job = (this.#job + 1) & (2 ** (32 - ticketBits) - 1);
    Atomics.store(words, word.ticket, (this.#job << ticketBits) | calls.length);
    if (Atomics.load(words, word.sleepers) > 0) Atomics.notify(words, word.ticket);
  }

  /** Makes calls until none is left, then waits for those that workers took. */
  #finish(kernel: TeamKernel, calls: readonly KernelArguments[], start: number): void {
    const published = performance.now();
    const words = this.#words;
    let left = calls.length;
    let fault: unknown;
    let call: number;
    while ((call = claim(words)) >= 0) {
      left--;
      try {
        kernel.call(0, ...calls[call]!);
      } catch (error) {
        fault ??= error;
      }
    }
    if (left > 0) this.#shared++;
    const idle = performance.now();
    this.#await(left, idle);
    this.#patience.saw({
      calls: calls.length,
      own: calls.length - left,
      worked: idle - published,
      took: performance.now() - start,
    });
    const failed = Atomics.exchange(words, word.failed, 0);
    if (fault !== undefined) throw fault;
    if (failed !== 0) {
      throw new InternalError(`a kernel failed on a worker: ${readFault(words)}`, {
        module: kernel.module,
      });
    }
  }

  #await(done: number, since: number): void {
    const words = this.#words;
    for (;;) {
      for (let i = 0; i < 64; i++) if (Atomics.load(words, word.done) === done) return;
      if (this.#maySleep && performance.now() > since + spinTime) break;
    }
    Atomics.store(words, word.waiting, 1);
    let seen: number;
    while ((seen = Atomics.load(words, word.done)) !== done)
      Atomics.wait(words, word.done, seen, 5);
    Atomics.store(words, word.waiting, 0);
  }
}

function readFault(words: Int32Array): string {
  const codes = words.subarray(word.fault + 1, word.fault + 1 + words[word.fault]!);
  return String.fromCharCode(...codes);
}

function stop(words: Int32Array): void {
  Atomics.store(words, word.stop, 1);
  Atomics.add(words, word.ticket, 2 ** ticketBits);
  Atomics.notify(words, word.ticket);
}
