import type { LinearMemory } from '../linear-memory.ts';
import type { KernelArguments, Team, TeamKernel, TeamScratch } from './team.ts';

/** A team of one: the calls run one after the other. */
export class SoloTeam implements Team {
  readonly threads = 1;
  readonly ready = 1;
  readonly #memory: LinearMemory;

  constructor(memory: LinearMemory) {
    this.#memory = memory;
  }

  register(): number {
    return 0;
  }

  run({ call }: TeamKernel, calls: readonly KernelArguments[]): void {
    for (const parameters of calls) call(0, ...parameters);
  }

  scratch(bytesPerThread: number): TeamScratch {
    return { pointer: this.#memory.scratch(bytesPerThread), step: bytesPerThread };
  }

  dispose(): void {}
}
