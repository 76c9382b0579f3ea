import type { GpuContext } from '../../device/gpu-context.ts';
import { viewOf } from '../../layout/axes.ts';
import { copy } from '../elementwise/move.ts';
import { reads, writes } from '../kernel.ts';
import { withScratch } from '../scratch.ts';
import { named, optional } from '../slot-table.ts';
import type { Cell } from './cell.ts';
import { lastStates } from './last-states.ts';
import { lengthOf } from './length-of.ts';
import type { ForwardOperands } from './operands.ts';
import {
  eachRow,
  eachTile,
  readsFours,
  row,
  rowsOfThread,
  unit,
  workgroupsOfStep,
} from './step-tile.ts';

/** Units of a thread: with all gates, as many sums as it has registers for. */
const unitsOfThread = 4;
const eachUnit = [0, 1, 2, 3];

/** A recurrent unit with a launch for each step: every thread multiplies a tile of states by all gates, and none waits for another. */
export function forwardBySteps(
  gpu: GpuContext,
  cell: Cell,
  operands: ForwardOperands,
  reverse: boolean,
): void {
  const { gates, weightHh, biasHh, h0, lengths, c0, output, kept } = operands;
  const [batch, steps, units] = output.shape as [number, number, number];
  if (c0) copy(gpu, c0, operands.cell!);
  const wide = cell.gates * units;
  const each = Array.from({ length: cell.gates }, (_, gate) => gate);
  withScratch(gpu, [units, wide], (transposed) => {
    copy(gpu, viewOf(weightHh, [units, wide], [1, units]), transposed);
    const isVector = readsFours(transposed, units, []);
    for (let step = 0; step < steps; step++) {
      gpu.run(
        named({
          key: `${cell.name} step${reverse ? ' reverse' : ''}${isVector ? ' by fours' : ''}`,
          slots: {
            gates: reads(gates),
            weights: { ...reads(transposed), isVector },
            bias: optional(reads, biasHh),
            lengths: optional(reads, lengths),
            initial: reads(h0),
            output: writes(output),
            cell: optional(writes, operands.cell),
            kept: optional(writes, kept),
          },
          parameters: { batch: 'u32', steps: 'u32', units: 'u32', step: 'u32' },
          values: [batch, steps, units, step],
          workgroups: workgroupsOfStep(batch, units, unitsOfThread),
          code: (at, foursAt) => {
            const multiply = (state: (r: number) => string): string => `
    for (var k = 0u; k < p.units; k++) {
      ${each.map((g) => `let w${g} = ${isVector ? foursAt('weights', `k * wide + ${g}u * p.units + unit0`) : `vec4f(${eachUnit.map((u) => at('weights', `k * wide + ${g}u * p.units + u${u}`)).join(', ')})`};`).join('\n      ')}
      ${eachRow.map((r) => `let x${r} = vec4f(${state(r)});`).join(' ')}
      ${eachRow.flatMap((r) => each.map((g) => `sum${g}_${r} = fma(x${r}, w${g}, sum${g}_${r});`)).join('\n      ')}
    }`;
            const previous = reverse ? '+' : '-';
            return `${cell.functions}
fn placeOf(n: u32) -> u32 {
  ${lengthOf(lengths, at)}
  return n * p.steps + ${reverse ? 'select(p.step, length - 1u - p.step, p.step < length)' : 'p.step'};
}
fn isOver(n: u32) -> bool {
  ${lengthOf(lengths, at)}
  return p.step >= length;
}
${eachTile(
  unitsOfThread,
  `
  let wide = ${cell.gates}u * p.units;
  ${eachUnit.map((u) => `let u${u} = ${unit(u)};`).join(' ')}
  ${eachRow.map((r) => `let n${r} = ${row(r)};`).join(' ')}
  ${each.map((g) => `let bias${g} = ${biasHh ? `vec4f(${eachUnit.map((u) => at('bias', `${g}u * p.units + u${u}`)).join(', ')})` : 'vec4f()'};`).join('\n  ')}
  ${eachRow.flatMap((r) => each.map((g) => `var sum${g}_${r} = bias${g};`)).join(' ')}
  if (p.step == 0u) {
    ${multiply((r) => at('initial', `n${r} * p.units + k`))}
  } else {
    // The state of a row that is over counts for nothing.
    ${eachRow.map((r) => `let h${r} = select(placeOf(n${r}) ${previous} 1u, n${r} * p.steps, isOver(n${r})) * p.units;`).join('\n    ')}
    ${multiply((r) => at('output', `h${r} + k`))}
  }
  ${each.map((g) => `var sums${g} = array<vec4f, ${rowsOfThread}>(${eachRow.map((r) => `sum${g}_${r}`).join(', ')});`).join('\n  ')}
  for (var r = 0u; r < min(${rowsOfThread}u, p.batch - row0); r++) {
    let n = row0 + r;
    let place = placeOf(n);
    let over = isOver(n);
    for (var u = 0u; u < min(${unitsOfThread}u, p.units - unit0); u++) {
      let j = unit0 + u;
      if (over) {
        ${at('output', 'place * p.units + j')} = 0.0;
        continue;
      }
      ${each.map((g) => `let s${g} = sums${g}[r][u];`).join(' ')}
      ${each.map((g) => `let g${g} = ${at('gates', `place * wide + ${g}u * p.units + j`)};`).join(' ')}
      var h = 0.0;
      if (p.step == 0u) { h = ${at('initial', 'n * p.units + j')}; } else { h = ${at('output', `(place ${previous} 1u) * p.units + j`)}; }
      ${cell.hasMemory ? `let c = ${at('cell', 'n * p.units + j')};` : ''}
      ${cell.forward}
      ${at('output', 'place * p.units + j')} = next;
      ${cell.hasMemory ? `${at('cell', 'n * p.units + j')} = memory;` : ''}
      ${kept ? cell.kept.map((value, v) => `${at('kept', `(place * ${cell.kept.length}u + ${v}u) * p.units + j`)} = ${value};`).join(' ') : ''}
    }
  }`,
)}`;
          },
        }),
      );
    }
  });
  lastStates(gpu, { initial: h0, lengths, output, reverse, hidden: operands.hidden });
}
