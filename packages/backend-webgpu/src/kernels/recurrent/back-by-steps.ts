import type { GpuContext } from '../../device/gpu-context.ts';
import { reads } from '../kernel.ts';
import { named } from '../slot-table.ts';
import type { Cell } from './cell.ts';
import { lengthOf } from './length-of.ts';
import type { BackwardOperands, Work } from './operands.ts';
import { stepBackOf } from './step-back.ts';
import {
  eachRow,
  eachTile,
  readsFours,
  row,
  rowsOfThread,
  unit,
  workgroupsOfStep,
} from './step-tile.ts';

/** Units of a thread, and fours of them. */
const unitsOfThread = 8;
const eachUnit = Array.from({ length: unitsOfThread }, (_, u) => u);
const quads = [0, 1];

/**
 * Back through the steps of all rows, a launch for each, in which no thread waits for another: the gradients of the step after, times the
 * weights, make the gradient of a state, and from it follow those of its step. `dh` begins as the gradient of the last state and ends as
 * that of the initial one, which takes one more launch.
 */
export function backBySteps(
  gpu: GpuContext,
  cell: Cell,
  operands: BackwardOperands,
  work: Work,
  reverse: boolean,
): void {
  const { weightHh, lengths, output, dH0, ofOutput, kept } = operands;
  const [batch, steps, units] = output.shape as [number, number, number];
  const step = stepBackOf(cell, operands, work);
  const others = [output, kept, lengths, ofOutput, ...Object.values(work)];
  const isVector = readsFours(weightHh, units, others);
  for (let after = steps; after >= (dH0 ? 0 : 1); after--) {
    gpu.run(
      named({
        key: `${cell.name} step back${reverse ? ' reverse' : ''}${isVector ? ' by fours' : ''}`,
        slots: {
          weights: { ...reads(weightHh), isVector },
          ...step.slots,
        },
        parameters: { batch: 'u32', steps: 'u32', units: 'u32', after: 'u32' },
        values: [batch, steps, units, after],
        workgroups: workgroupsOfStep(batch, units, unitsOfThread),
        code: (at, foursAt) => {
          // Fours beyond the end are read from the last, and not written.
          const weightsOf = (q: number): string =>
            isVector
              ? foursAt('weights', `k * p.units + min(unit0 + ${4 * q}u, p.units - 4u)`)
              : `vec4f(${[0, 1, 2, 3].map((s) => at('weights', `k * p.units + u${4 * q + s}`)).join(', ')})`;
          return `${cell.functions}
fn lengthOf(n: u32) -> u32 {
  ${lengthOf(lengths, at)}
  return length;
}
${eachTile(
  unitsOfThread,
  `
  let wide = ${cell.gates}u * p.units;
  ${eachUnit.map((u) => `let u${u} = ${unit(u)};`).join(' ')}
  ${eachRow.map((r) => `let n${r} = ${row(r)}; let length${r} = lengthOf(n${r}); let has${r} = p.after < length${r};`).join('\n  ')}
  // What a row has after its last step counts for nothing.
  ${eachRow.map((r) => `let e${r} = (n${r} * p.steps + select(0u, ${reverse ? `length${r} - 1u - p.after` : 'p.after'}, has${r})) * wide;`).join('\n  ')}
  ${eachRow.flatMap((r) => quads.map((q) => `var sum${r}_${q} = vec4f();`)).join(' ')}
  if (${eachRow.map((r) => `has${r}`).join(' || ')}) {
    for (var k = 0u; k < wide; k++) {
      ${quads.map((q) => `let w${q} = ${weightsOf(q)};`).join(' ')}
      ${eachRow.map((r) => `let x${r} = vec4f(${at(step.recurrent, `e${r} + k`)}); ${quads.map((q) => `sum${r}_${q} = fma(x${r}, w${q}, sum${r}_${q});`).join(' ')}`).join('\n      ')}
    }
  }
  var sums = array<vec4f, ${rowsOfThread * quads.length}>(${eachRow.flatMap((r) => quads.map((q) => `select(vec4f(), sum${r}_${q}, has${r})`)).join(', ')});
  for (var r = 0u; r < min(${rowsOfThread}u, p.batch - row0); r++) {
    let n = row0 + r;
    let length = lengthOf(n);
    for (var u = 0u; u < min(${unitsOfThread}u, p.units - unit0); u++) {
      let j = unit0 + u;
      let reached = ${at('dh', 'n * p.units + j')} + sums[r * ${quads.length}u + u / 4u][u % 4u];
      if (p.after == 0u) {
        ${at('dh', 'n * p.units + j')} = reached;
        continue;
      }
      let step = p.after - 1u;
      if (step >= length) {
        let place = n * p.steps + step;
        ${step.zeros(at)}
        continue;
      }
      let place = n * p.steps + ${reverse ? 'length - 1u - step' : 'step'};
      ${step.gradients(at, 'reached')}
    }
  }`,
)}`;
        },
      }),
    );
  }
}
