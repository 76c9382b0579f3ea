import { createInterface } from 'node:readline';
import { sampled, type Job } from '@rondo/workloads';
import type { Library } from './library.ts';
import type { Answer, Body, Request, Timing } from './protocol.ts';

/** Answers requests on stdin with lines on stdout until `exit` or the end of stdin. */
export async function serve(load: () => Promise<Library>): Promise<void> {
  keepStdoutClean();
  const library = await load().catch(giveUp);
  const jobs = new PreparedJob(library);
  for await (const line of createInterface({ input: process.stdin })) {
    const request = JSON.parse(line) as Request;
    if ('exit' in request) {
      send({ id: request.id, ok: true });
      break;
    }
    const body = await replyTo(request, library, jobs).catch((error: unknown) => ({
      error: error instanceof Error ? error.message : String(error),
    }));
    send({ id: request.id, ...body });
  }
  process.exit(0);
}

/** The last words of a process stand in the table. */
function giveUp(error: unknown): never {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}

async function replyTo(request: Request, library: Library, jobs: PreparedJob): Promise<Body> {
  if ('describe' in request) return library.describe();
  if ('memory' in request) return { peakBytes: process.resourceUsage().maxRSS * 1024 };
  if ('prepare' in request) return jobs.prepare(request.prepare);
  if ('outputs' in request) return { outputs: encode(await jobs.current.outputs()) };
  if ('run' in request) return timed(jobs.current, request.run);
  if ('first' in request) return first(jobs.current);
  return { error: `unknown request ${JSON.stringify(request)}` };
}

class PreparedJob {
  #job: Job | undefined;
  readonly #library: Library;

  constructor(library: Library) {
    this.#library = library;
  }

  get current(): Job {
    if (this.#job === undefined) throw new Error('no workload is prepared: send `prepare` first');
    return this.#job;
  }

  async prepare(workload: Parameters<Library['prepare']>[0]): Promise<Body> {
    this.#job?.dispose();
    this.#job = undefined;
    const prepared = await this.#library.prepare(workload);
    if ('unsupported' in prepared) return prepared;
    this.#job = prepared;
    return { ok: true };
  }
}

async function timed(job: Job, repetitions: number): Promise<Timing> {
  const cpuBefore = process.cpuUsage();
  const begin = performance.now();
  for (let i = 0; i < repetitions; i += 1) {
    const done = job.run();
    if (done !== undefined) await done;
  }
  const wallMs = performance.now() - begin;
  const cpu = process.cpuUsage(cpuBefore);
  return { wallMs, cpuMs: (cpu.user + cpu.system) / 1000 };
}

async function first(job: Job): Promise<Body> {
  if (job.first === undefined) return { error: 'this workload has no first call to measure' };
  return job.first();
}

function encode(outputs: Readonly<Record<string, Float32Array>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, values]) => {
      const { buffer, byteOffset, byteLength } = sampled(values);
      return [name, Buffer.from(buffer, byteOffset, byteLength).toString('base64')];
    }),
  );
}

function send(answer: Answer): void {
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

/** Libraries that greet on the console do it on stderr here. */
function keepStdoutClean(): void {
  console.log = console.error;
  console.info = console.error;
  console.debug = console.error;
}
