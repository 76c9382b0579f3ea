import type { Operand } from '@rondo/tensor';
import type { GpuContext } from '../../device/gpu-context.ts';
import { viewOf } from '../../layout/axes.ts';
import { copy, fill } from '../elementwise/move.ts';
import { reads } from '../kernel.ts';
import { matmul } from '../matmul/matmul.ts';
import { columnSums } from '../rows/column-sums.ts';
import { withScratch } from '../scratch.ts';
import { named } from '../slot-table.ts';
import { backBySteps } from './back-by-steps.ts';
import type { Cell } from './cell.ts';
import { lengthOf } from './length-of.ts';
import type { BackwardOperands, Work } from './operands.ts';
import { teamOf } from './run-forward.ts';
import { statesBefore } from './states-before.ts';
import { stepBackOf } from './step-back.ts';
import { isBySteps } from './step-tile.ts';

/**
 * The gradients of a recurrent unit over whole sequences: back through the steps, by launches for each or in one, then one
 * product and one sum for the weights of all steps.
 */
export function runBackward(
  gpu: GpuContext,
  cell: Cell,
  operands: BackwardOperands,
  reverse: boolean,
): void {
  const { h0, c0, lengths, output, kept, dGates, dWeightHh, dBiasHh } = operands;
  const [batch, steps, units] = output.shape as [number, number, number];
  const wide = cell.gates * units;
  const state = [batch, units];
  const all = [batch, steps, wide];
  if (batch * units === 0) {
    for (const gradient of [dWeightHh, dBiasHh]) if (gradient) fill(gpu, gradient, 0);
    return;
  }
  scratchUnless(gpu, dGates, all, (d) => {
    // Where both parts of a gate have one gradient, they are one operand.
    scratchUnless(gpu, cell.hasOwnRecurrentPart ? undefined : d, all, (e) => {
      scratchUnless(gpu, operands.dH0, state, (dh) => {
        scratchUnless(gpu, operands.dC0, cell.hasMemory ? state : [0], (dc) => {
          withScratch(gpu, output.shape, (before) => {
            statesBefore(gpu, {
              after: output,
              parts: 1,
              part: 0,
              initial: h0,
              lengths,
              reverse,
              before,
            });
            withScratch(gpu, cell.hasMemory ? output.shape : [0], (memoryBefore) => {
              if (c0 && kept) {
                const parts = cell.kept.length;
                const after = {
                  after: kept,
                  parts,
                  part: parts - 1,
                  initial: c0,
                  lengths,
                  reverse,
                };
                statesBefore(gpu, { ...after, before: memoryBefore });
              }
              goBack(gpu, cell, operands, { d, e, dh, dc, before, memoryBefore }, reverse);
            });
            const rows = batch * steps;
            if (dWeightHh) {
              const [a, b] = [
                viewOf(e, [wide, rows], [1, wide]),
                viewOf(before, [rows, units], [units, 1]),
              ];
              matmul(gpu, a, b, dWeightHh);
            }
            if (!dBiasHh) return;
            columnSums(gpu, {
              key: 'plain',
              inputs: [e],
              rows,
              length: wide,
              outputs: [{ operand: dBiasHh, term: ([x]) => `${x}[p.offset0 + at]` }],
            });
          });
        });
      });
    });
  });
}

function scratchUnless(
  gpu: GpuContext,
  given: Operand | undefined,
  shape: readonly number[],
  body: (operand: Operand) => void,
): void {
  if (given) body(given);
  else withScratch(gpu, shape, body);
}

function goBack(
  gpu: GpuContext,
  cell: Cell,
  operands: BackwardOperands,
  work: Work,
  reverse: boolean,
): void {
  const { weightHh, lengths, output, ofHidden, ofCell } = operands;
  const [batch, steps, units] = output.shape as [number, number, number];
  begin(gpu, ofHidden, work.dh);
  if (cell.hasMemory) begin(gpu, ofCell, work.dc);
  if (isBySteps(gpu, units)) {
    backBySteps(gpu, cell, operands, work, reverse);
    return;
  }
  const team = teamOf(units);
  const step = stepBackOf(cell, operands, work);
  gpu.run(
    named({
      key: `${cell.name} backward${reverse ? ' reverse' : ''} ${team}`,
      slots: {
        weights: reads(weightHh),
        ...step.slots,
      },
      parameters: { batch: 'u32', steps: 'u32', units: 'u32' },
      values: [batch, steps, units],
      workgroups: [Math.min(batch, 65_535)],
      code: (at) => {
        return `${cell.functions}
@compute @workgroup_size(${team})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) own: u32) {
  let wide = ${cell.gates}u * p.units;
  for (var n = group.x; n < p.batch; n += groups.x) {
    ${lengthOf(lengths, at)}
    for (var t = length; t < p.steps; t++) {
      let place = n * p.steps + t;
      for (var j = own; j < wide; j += ${team}u) {
        ${at('d', 'place * wide + j')} = 0.0;
        ${step.recurrent === 'e' ? `${at('e', 'place * wide + j')} = 0.0;` : ''}
      }
    }
    for (var step = length; step > 0u; step--) {
      let t = ${reverse ? 'length - step' : 'step - 1u'};
      let place = n * p.steps + t;
      for (var j = own; j < p.units; j += ${team}u) {
        ${step.gradients(at, at('dh', 'n * p.units + j'))}
      }
      storageBarrier();
      for (var k = own; k < p.units; k += ${team}u) {
        var sum = ${at('dh', 'n * p.units + k')};
        for (var j = 0u; j < wide; j++) {
          sum = fma(${at(step.recurrent, 'place * wide + j')}, ${at('weights', 'j * p.units + k')}, sum);
        }
        ${at('dh', 'n * p.units + k')} = sum;
      }
      storageBarrier();
    }
  }
}`;
      },
    }),
  );
}

function begin(gpu: GpuContext, gradient: Operand | undefined, state: Operand): void {
  if (gradient) copy(gpu, gradient, state);
  else fill(gpu, state, 0);
}
