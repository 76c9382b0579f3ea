import type { GpuContext } from '../../device/gpu-context.ts';
import { viewOf } from '../../layout/axes.ts';
import { copy } from '../elementwise/move.ts';
import { reads, writes } from '../kernel.ts';
import { named, optional } from '../slot-table.ts';
import { withScratch } from '../scratch.ts';
import type { Cell } from './cell.ts';
import { forwardBySteps } from './forward-by-steps.ts';
import { lengthOf } from './length-of.ts';
import type { ForwardOperands } from './operands.ts';
import { isBySteps } from './step-tile.ts';

/** States up to this size lie in workgroup memory, of which there are at least 16 KiB. */
const largestState = 2048;

/** Threads that share the units of a sequence. */
export function teamOf(units: number): number {
  return units <= 64 ? 64 : 256;
}

/**
 * A recurrent unit over whole sequences, where it is not by steps in one launch: a workgroup for each sequence, which keeps its state and
 * goes through all steps.
 * Threads share the units; the recurrent weights are read transposed, so that neighbours read neighbours.
 */
export function runForward(
  gpu: GpuContext,
  cell: Cell,
  operands: ForwardOperands,
  reverse: boolean,
): void {
  const { gates, weightHh, biasHh, h0, lengths, c0, output, hidden, kept } = operands;
  const [batch, steps, units] = output.shape as [number, number, number];
  if (batch * units === 0) return;
  if (isBySteps(gpu, units)) {
    forwardBySteps(gpu, cell, operands, reverse);
    return;
  }
  copy(gpu, h0, hidden);
  if (c0) copy(gpu, c0, operands.cell!);
  const wide = cell.gates * units;
  withScratch(gpu, [units, wide], (transposed) => {
    copy(gpu, viewOf(weightHh, [units, wide], [1, units]), transposed);
    const isLarge = units > largestState;
    const team = teamOf(units);
    const each = Array.from({ length: cell.gates }, (_, gate) => gate);
    gpu.run(
      named({
        key: `${cell.name} forward${reverse ? ' reverse' : ''}${isLarge ? ' large' : ''} ${team}`,
        slots: {
          gates: reads(gates),
          weights: reads(transposed),
          bias: optional(reads, biasHh),
          lengths: optional(reads, lengths),
          output: writes(output),
          hidden: writes(hidden),
          cell: optional(writes, operands.cell),
          kept: optional(writes, kept),
        },
        parameters: { batch: 'u32', steps: 'u32', units: 'u32' },
        values: [batch, steps, units],
        workgroups: [Math.min(batch, 65_535)],
        code: (at) => {
          const state = (k: string): string =>
            isLarge ? at('hidden', `n * p.units + ${k}`) : `state[${k}]`;
          const nextState = isLarge
            ? at('output', '(n * p.steps + t) * p.units + j')
            : `following[j]`;
          return `${cell.functions}
${isLarge ? '' : `var<workgroup> state: array<f32, ${largestState}>;\nvar<workgroup> following: array<f32, ${largestState}>;`}
@compute @workgroup_size(${team})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) own: u32) {
  let wide = ${cell.gates}u * p.units;
  for (var n = group.x; n < p.batch; n += groups.x) {
    ${lengthOf(lengths, at)}
    ${isLarge ? '' : `for (var j = own; j < p.units; j += ${team}u) { state[j] = ${at('hidden', 'n * p.units + j')}; }`}
    ${barrier(isLarge)}
    for (var step = 0u; step < length; step++) {
      let t = ${reverse ? 'length - 1u - step' : 'step'};
      for (var j = own; j < p.units; j += ${team}u) {
        ${each.map((g) => `var s${g} = ${biasHh ? at('bias', `${g}u * p.units + j`) : '0.0'};`).join(' ')}
        for (var k = 0u; k < p.units; k++) {
          let x = ${state('k')};
          ${each.map((g) => `s${g} = fma(x, ${at('weights', `k * wide + ${g}u * p.units + j`)}, s${g});`).join(' ')}
        }
        let place = n * p.steps + t;
        ${each.map((g) => `let g${g} = ${at('gates', `place * wide + ${g}u * p.units + j`)};`).join(' ')}
        let h = ${state('j')};
        ${cell.hasMemory ? `let c = ${at('cell', 'n * p.units + j')};` : ''}
        ${cell.forward}
        ${nextState} = next;
        ${isLarge ? '' : `${at('output', 'place * p.units + j')} = next;`}
        ${cell.hasMemory ? `${at('cell', 'n * p.units + j')} = memory;` : ''}
        ${kept ? cell.kept.map((value, v) => `${at('kept', `(place * ${cell.kept.length}u + ${v}u) * p.units + j`)} = ${value};`).join(' ') : ''}
      }
      ${barrier(isLarge)}
      for (var j = own; j < p.units; j += ${team}u) { ${state('j')} = ${nextState}; }
      ${barrier(isLarge)}
    }
    for (var j = own; j < p.units; j += ${team}u) {
      ${isLarge ? '' : `${at('hidden', 'n * p.units + j')} = state[j];`}
      for (var t = length; t < p.steps; t++) { ${at('output', '(n * p.steps + t) * p.units + j')} = 0.0; }
    }
    ${barrier(isLarge)}
  }
}`;
        },
      }),
    );
  });
}

function barrier(isLarge: boolean): string {
  return isLarge ? 'storageBarrier();' : 'workgroupBarrier();';
}
