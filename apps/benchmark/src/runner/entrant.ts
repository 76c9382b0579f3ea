import type { FirstCalls, NamedOutputs, Workload } from '@rondo/workloads';
import type { Contestant } from '../contestant.ts';
import type { Description, Memory, Outputs, Timing } from '../protocol.ts';
import { decodeOutputs } from './decode-outputs.ts';
import { ContestantError, ContestantProcess } from './contestant-process.ts';

/** A contestant through a whole run: started when first needed, and again after a crash. */
export class Entrant {
  readonly contestant: Contestant;
  readonly #timeoutMs: number;
  #process: ContestantProcess | undefined;

  constructor(contestant: Contestant, timeoutMs: number) {
    this.contestant = contestant;
    this.#timeoutMs = timeoutMs;
  }

  async describe(): Promise<Description> {
    return (await this.#running().request({ describe: true }, this.#timeoutMs)) as Description;
  }

  /** Makes it ready for a workload. @returns why it cannot do it, if so. */
  async prepare(workload: Workload): Promise<string | undefined> {
    const answer = await this.#running().request({ prepare: workload }, this.#timeoutMs);
    return 'unsupported' in answer ? answer.unsupported : undefined;
  }

  async outputs(): Promise<NamedOutputs> {
    const answer = await this.#prepared().request({ outputs: true }, this.#timeoutMs);
    return decodeOutputs((answer as Outputs).outputs);
  }

  /** Milliseconds of one of so many repetitions. */
  async run(repetitions: number): Promise<Timing> {
    const answer = await this.#prepared().request({ run: repetitions }, this.#timeoutMs);
    const { wallMs, cpuMs } = answer as Timing;
    return { wallMs: wallMs / repetitions, cpuMs: cpuMs / repetitions };
  }

  async first(): Promise<FirstCalls> {
    return (await this.#prepared().request({ first: true }, this.#timeoutMs)) as FirstCalls;
  }

  async memory(): Promise<number> {
    const answer = await this.#running().request({ memory: true }, this.#timeoutMs);
    return (answer as Memory).peakBytes;
  }

  async close(): Promise<void> {
    await this.#process?.close();
    this.#process = undefined;
  }

  #running(): ContestantProcess {
    if (!this.#process?.alive) this.#process = new ContestantProcess(this.contestant);
    return this.#process;
  }

  /** What was prepared is gone with the process. */
  #prepared(): ContestantProcess {
    if (!this.#process?.alive) throw new ContestantError('its process has ended');
    return this.#process;
  }
}
