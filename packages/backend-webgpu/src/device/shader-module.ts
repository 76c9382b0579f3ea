import type { Launch, Parameters, Slot } from '../kernels/kernel.ts';
import { teamFunctions } from '../wgsl/team-functions.ts';

/** How the slots of a launch fall on buffers. */
export interface Bindings {
  /** For each slot, which binding it is. */
  readonly ofSlot: readonly number[];
  /** One slot for each binding, and whether any slot of it is written. */
  readonly slots: readonly Slot[];
  readonly isWritten: readonly boolean[];
}

/** A buffer is bound once: WebGPU forbids it to be read by one binding and written by another of the same dispatch. */
export function bindingsOf(slots: readonly Slot[]): Bindings {
  const ofSlot: number[] = [];
  const bound: Slot[] = [];
  const isWritten: boolean[] = [];
  for (const slot of slots) {
    let at = 0;
    while (at < bound.length && bound[at]!.operand.buffer !== slot.operand.buffer) at++;
    if (at === bound.length) {
      bound.push(slot);
      isWritten.push(false);
    }
    ofSlot.push(at);
    if (slot.access === 'write') isWritten[at] = true;
  }
  return { ofSlot, slots: bound, isWritten };
}

const elementTypes = { float32: 'f32', int32: 'i32', bool: 'i32' } as const;

/** The whole module of a launch: its code behind the declarations. */
export function shaderModule(
  launch: Launch,
  parameters: Parameters,
  { ofSlot, slots, isWritten }: Bindings,
): string {
  const names = slots.map((_, i) => `buffer${i}`);
  const buffers = slots.map(({ operand, isVector = false, isHalf = false }, i) => {
    const access = isWritten[i] ? 'read_write' : 'read';
    const element = isHalf ? 'f16' : elementTypes[operand.dtype];
    const type = isVector ? `vec4<${element}>` : element;
    return `@group(0) @binding(${i}) var<storage, ${access}> ${names[i]}: array<${type}>;`;
  });
  const faults = launch.mayFault
    ? [`@group(0) @binding(${slots.length}) var<storage, read_write> faults: array<atomic<u32>>;`]
    : [];
  const fields = Object.entries(parameters).map(([name, type]) => `${name}: ${type}`);
  return [
    ...(launch.usesHalf || slots.some(({ isHalf }) => isHalf) ? ['enable f16;'] : []),
    ...(launch.team && launch.team.kind !== 'memory' ? ['enable subgroups;'] : []),
    ...buffers,
    ...faults,
    `struct Parameters { ${fields.join(', ')} }`,
    `@group(0) @binding(${slots.length + faults.length}) var<uniform> p: Parameters;`,
    ...(launch.team ? [teamFunctions(launch.team, launch.team.functions)] : []),
    launch.code(ofSlot.map((i) => names[i]!)),
  ].join('\n');
}
