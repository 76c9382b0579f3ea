import { BackendError } from '@rondo/tensor';
import type { Launch } from '../kernels/kernel.ts';
import { oneWord } from '../kernels/elementwise/one-word.ts';
import type { MatmulKind } from '../kernels/matmul/matmul.ts';
import { BufferPool } from '../memory/buffer-pool.ts';
import { GpuBlock } from '../memory/gpu-block.ts';
import { UniformArena } from '../memory/uniform-arena.ts';
import type { Team } from '../wgsl/team-functions.ts';
import { BindGroups } from './bind-groups.ts';
import { Commands } from './commands.ts';
import { faultBuffer, faultBytes, faultOf } from './faults.ts';
import { Health } from './health.ts';
import { Pipelines } from './pipelines.ts';
import { Profiler, type KernelTime } from './profiler.ts';
import { Readback } from './readback.ts';
import { plainTeams, type Teams } from './teams.ts';
import { bufferUsage } from './usage.ts';

/** Launches that are recorded before they are submitted without anyone asking. */
const budget = 2048;

/** A device with everything that kernels need: memory, compiled code, and commands that go to it in few large submissions. */
export class GpuContext {
  readonly device: GPUDevice;
  readonly memory: BufferPool;
  readonly pipelines: Pipelines;
  /** Adds to an error of memory what takes it. */
  explain: ((error: BackendError, bytes: number) => BackendError) | undefined;
  /** Whether matrices are multiplied in float16. */
  isMixedPrecision = false;
  /** Whether matrices are multiplied that lie in float16. */
  keepsHalf = false;
  /** Goes up when commands were lost: a copy in float16 that was to be made before may not be there. */
  period = 1;
  /** How matrices are multiplied. */
  matmulKind: MatmulKind = 'registers';
  /** Which threads share rows. */
  teams: Teams = plainTeams;
  readonly #bindGroups: BindGroups;
  readonly #uniforms: UniformArena;
  readonly #commands: Commands;
  readonly #readback: Readback;
  readonly #health: Health;
  readonly #faults: GpuBlock;
  /** Where numbers go that nobody wants. */
  readonly #sink: GPUBuffer;
  /** Number of the submission that is being recorded. */
  #submission = 1;
  #launches = 0;
  #profiler: Profiler | undefined;
  /** What is being compiled for a body that only says what it would run. */
  #prewarming: Promise<void>[] | undefined;
  #recorded = 0;

  constructor(device: GPUDevice, maximumBytes: number) {
    this.device = device;
    this.#health = new Health(device);
    this.pipelines = new Pipelines(device);
    this.#bindGroups = new BindGroups(device);
    this.#uniforms = new UniformArena(device);
    this.#commands = new Commands(device);
    this.#readback = new Readback(device);
    this.#faults = new GpuBlock(faultBuffer(device), faultBytes);
    this.#sink = device.createBuffer({ size: 4, usage: bufferUsage.copyTarget });
    this.memory = new BufferPool({
      device,
      maximumBytes,
      submit: () => this.submit(),
      outOfMemory: (block, message) => this.#outOfMemory(block, message),
      forget: (block) => this.#bindGroups.forget(block),
    });
  }

  /** How many launches there were, and how many submissions. */
  get counts(): { launches: number; submissions: number; pipelines: number; bindGroups: number } {
    return {
      launches: this.#launches,
      submissions: this.#submission - 1,
      pipelines: this.pipelines.count,
      bindGroups: this.#bindGroups.count,
    };
  }

  /** The threads that share a row of `length` elements: `size` of them for long rows. */
  teamFor(length: number, size = 64): Team {
    const { short, longest, long } = this.teams;
    return length <= longest ? short : { kind: long, size };
  }

  /** Whether launches are only compiled. */
  get isPrewarming(): boolean {
    return this.#prewarming !== undefined;
  }

  /** Records a launch. */
  run(launch: Launch): void {
    this.#health.check();
    if (this.#prewarming) {
      this.#prewarming.push(this.pipelines.prepare(launch));
      return;
    }
    const pipeline = this.pipelines.get(launch);
    const blocks = this.#blocksOf(launch, pipeline.bindings.ofSlot);
    const { block, offset } = this.#uniforms.put(pipeline.types, launch.values);
    this.#commands.dispatch(
      pipeline.gpu,
      this.#bindGroups.get(pipeline, blocks, block),
      offset,
      launch.workgroups,
      this.#profiler?.next(launch.key),
    );
    this.#launches++;
    if (++this.#recorded >= budget) this.submit();
  }

  /** Compiles what `body` would run, all at once and beside the program; nothing is run. */
  async prewarm(body: () => void): Promise<void> {
    this.#prewarming = [];
    let compiling: readonly Promise<void>[];
    try {
      body();
    } finally {
      compiling = this.#prewarming;
      this.#prewarming = undefined;
    }
    await Promise.all(compiling);
  }

  /** What each kernel takes on the device while `body` runs. Launches then come one by one, so the whole is slower. */
  async profile(body: () => void | Promise<void>): Promise<KernelTime[]> {
    if (this.#profiler) {
      throw new BackendError('webgpu: profile() within profile(); wait for the first to end');
    }
    const profiler = new Profiler(this.device);
    this.#profiler = profiler;
    try {
      await body();
    } finally {
      this.#profiler = undefined;
    }
    this.submit();
    return profiler.finish(this.#readback);
  }

  /** Writes numbers to a buffer, after everything recorded so far. */
  write(block: GpuBlock, data: Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer>): void {
    this.#health.check();
    if (block.lastUse === this.#submission) this.submit();
    block.constant = undefined;
    if (block.half) block.half.madeIn = 0;
    if (data.length > 0) this.device.queue.writeBuffer(block.gpu, 0, data);
  }

  /** A copy of part of a buffer as everything recorded so far leaves it. */
  async read(block: GpuBlock, offset: number, bytes: number): Promise<ArrayBuffer> {
    this.#health.check();
    if (this.#prewarming) {
      throw new BackendError(
        'webgpu: within prewarm() nothing is computed, so nothing can be read',
      );
    }
    this.#settle(block);
    // What is written to the block from now on comes after the copy, also by those to whom it is handed out next.
    block.lastUse = this.#submission;
    const staging = this.#readback.take(bytes + faultBytes);
    if (bytes > 0) this.#commands.copy(block.gpu, offset, staging, 0, bytes);
    this.#commands.copy(this.#faults.gpu, 0, staging, bytes, faultBytes);
    this.#commands.clear(this.#faults.gpu);
    // Reads that are asked for together go together.
    const recorded = this.#submission;
    await Promise.resolve();
    if (this.#submission === recorded) this.submit();
    let all: ArrayBuffer;
    try {
      all = await this.#readback.read(staging, bytes + faultBytes);
    } catch (error) {
      // The device says why a little later than the promise.
      await new Promise((resolve) => setTimeout(resolve));
      this.#health.check();
      throw error;
    }
    try {
      this.#health.checkDone();
    } catch (error) {
      this.period++;
      throw error;
    }
    const fault = faultOf(new Int32Array(all, bytes));
    if (fault) throw fault;
    return all.slice(0, bytes);
  }

  /** Hands what was recorded to the device. */
  submit(): void {
    if (this.#commands.isEmpty) return;
    // A submission that touches a buffer which could not be made is not run, and neither must be what comes after it.
    for (const { gpu } of this.memory.unconfirmed) this.#commands.copy(gpu, 0, this.#sink, 0, 4);
    this.#uniforms.write();
    const commands = this.#commands.finish();
    if (!this.#health.isOutOfMemory) this.device.queue.submit([commands]);
    this.#submission++;
    this.#recorded = 0;
  }

  dispose(): void {
    this.submit();
    this.#health.dispose();
    this.memory.trim();
    this.#uniforms.dispose();
    this.#faults.gpu.destroy();
    this.#sink.destroy();
  }

  #outOfMemory({ bytes }: GpuBlock, message: string): void {
    const { bytesInUse } = this.memory;
    const error = new BackendError(
      `webgpu: the device is out of memory (${message}): ${bytes} bytes were asked for, ${bytesInUse} bytes are in use; what was being ` +
        'computed is lost, parameters are as they were; use smaller batches, or webgpu({ maximumBytes }) so that memory is given back earlier',
      { bytes, bytesInUse },
    );
    this.#health.outOfMemory(this.explain?.(error, bytes) ?? error);
  }

  /** Writes what is known of a block and was not yet written. */
  #settle(block: GpuBlock): void {
    const { constant } = block;
    if (constant === undefined) return;
    block.constant = undefined;
    this.run(oneWord(block, constant));
  }

  #blocksOf({ slots, mayFault }: Launch, ofSlot: readonly number[]): GpuBlock[] {
    const blocks: GpuBlock[] = [];
    // First, for it may submit: then the launch belongs to the next submission.
    for (const { operand } of slots) this.#settle(operand.buffer as GpuBlock);
    for (let i = 0; i < slots.length; i++) {
      const { operand, access } = slots[i]!;
      const block = operand.buffer as GpuBlock;
      block.lastUse = this.#submission;
      if (block.half && access === 'write') block.half.madeIn = 0;
      blocks[ofSlot[i]!] = block;
    }
    if (mayFault) blocks.push(this.#faults);
    return blocks;
  }
}
