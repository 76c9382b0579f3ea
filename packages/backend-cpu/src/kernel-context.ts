import { detectedEngine, type Engine } from './engine.ts';
import { LinearMemory } from './linear-memory.ts';
import { SoloTeam } from './threads/solo-team.ts';
import type { Team } from './threads/team.ts';

/** What kernels work with: the memory of the numbers, the engine they are written for, the threads that run them. */
export interface KernelContext {
  readonly memory: LinearMemory;
  readonly engine: Engine;
  readonly team: Team;
}

/** Kernels on this thread alone. */
export function soloContext(memory: LinearMemory = new LinearMemory()): KernelContext {
  return { memory, engine: detectedEngine(), team: new SoloTeam(memory) };
}
