import type { GpuContext } from '../../device/gpu-context.ts';
import { reads, writes } from '../kernel.ts';
import { named, optional } from '../slot-table.ts';
import type { Cell } from './cell.ts';
import { lengthOf } from './length-of.ts';
import type { BackwardOperands, Work } from './operands.ts';
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
  { weightHh, lengths, output, kept, ofOutput, dH0 }: BackwardOperands,
  { d, e, dh, dc, before, memoryBefore }: Work,
  reverse: boolean,
): void {
  const [batch, steps, units] = output.shape as [number, number, number];
  const each = Array.from({ length: cell.gates }, (_, gate) => gate);
  // The simple unit keeps nothing: its output says it.
  const values = cell.kept.length === 0 ? output : kept!;
  const parts = Math.max(cell.kept.length, 1);
  const hasTwoParts = cell.hasOwnRecurrentPart;
  const others = [values, before, memoryBefore, lengths, ofOutput, d, e, dh, dc];
  const isVector = readsFours(weightHh, units, others);
  for (let after = steps; after >= (dH0 ? 0 : 1); after--) {
    gpu.run(
      named({
        key: `${cell.name} step back${reverse ? ' reverse' : ''}${isVector ? ' by fours' : ''}`,
        slots: {
          weights: { ...reads(weightHh), isVector },
          values: reads(values),
          before: cell.needsStateBefore ? reads(before) : undefined,
          memory: cell.hasMemory ? reads(memoryBefore) : undefined,
          lengths: optional(reads, lengths),
          ofOutput: optional(reads, ofOutput),
          d: writes(d),
          e: hasTwoParts ? writes(e) : undefined,
          dh: writes(dh),
          dc: cell.hasMemory ? writes(dc) : undefined,
        },
        parameters: { batch: 'u32', steps: 'u32', units: 'u32', after: 'u32' },
        values: [batch, steps, units, after],
        workgroups: workgroupsOfStep(batch, units, unitsOfThread),
        code: (at, foursAt) => {
          const eName = hasTwoParts ? 'e' : 'd';
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
      ${eachRow.map((r) => `let x${r} = vec4f(${at(eName, `e${r} + k`)}); ${quads.map((q) => `sum${r}_${q} = fma(x${r}, w${q}, sum${r}_${q});`).join(' ')}`).join('\n      ')}
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
        ${each.map((g) => `${at('d', placeOfGate(g))} = 0.0;`).join(' ')}
        ${hasTwoParts ? each.map((g) => `${at('e', placeOfGate(g))} = 0.0;`).join(' ') : ''}
        continue;
      }
      let place = n * p.steps + ${reverse ? 'length - 1u - step' : 'step'};
      let dh = reached${ofOutput ? ` + ${at('ofOutput', 'place * p.units + j')}` : ''};
      ${cell.hasMemory ? `let dc = ${at('dc', 'n * p.units + j')}; let c = ${at('memory', 'place * p.units + j')};` : ''}
      ${cell.needsStateBefore ? `let h = ${at('before', 'place * p.units + j')};` : ''}
      ${Array.from({ length: parts }, (_, v) => `let v${v} = ${at('values', `(place * ${parts}u + ${v}u) * p.units + j`)};`).join(' ')}
      ${cell.backward}
      ${each.map((g) => `${at('d', placeOfGate(g))} = d${g};`).join(' ')}
      ${hasTwoParts ? each.map((g) => `${at('e', placeOfGate(g))} = e${g};`).join(' ') : ''}
      ${at('dh', 'n * p.units + j')} = through;
      ${cell.hasMemory ? `${at('dc', 'n * p.units + j')} = dcBefore;` : ''}
    }
  }`,
)}`;
        },
      }),
    );
  }
}

/** WGSL of the place of a gate's number for unit `j`. */
function placeOfGate(g: number): string {
  return `place * wide + ${g}u * p.units + j`;
}
