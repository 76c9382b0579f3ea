import { elementCount, type Operand, type ReduceKind } from '@rondo/tensor';
import type { GpuContext } from '../../device/gpu-context.ts';
import { withAxes } from '../../layout/axes.ts';
import { eachElement, gridOf } from '../../layout/grid.ts';
import { indexingOf } from '../../layout/indexing.ts';
import { inStages } from '../../layout/in-stages.ts';
import { loopsOver } from '../../layout/loops.ts';
import { library } from '../../wgsl/library.ts';
import { isNan, specialValues } from '../../wgsl/special-values.ts';
import { reads, writes, type Launch, type Parameters } from '../kernel.ts';
import { argReduce } from './arg-reduce.ts';
import { combineFunctions, combineOf } from './combine.ts';

/** From this many elements per result on, a workgroup shares them. */
const shared = 64;
/** Combines the elements along `axes`, at which `output` has size 1. */
export function reduce(
  gpu: GpuContext,
  kind: ReduceKind,
  input: Operand,
  axes: readonly number[],
  output: Operand,
): void {
  const count = elementCount(output.shape);
  if (count === 0) return;
  if (kind === 'argmax' || kind === 'argmin') {
    argReduce(gpu, kind, input, axes[0]!, output);
    return;
  }
  const kept = input.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const results = indexingOf(loopsOver([withAxes(input, kept), withAxes(output, kept)]));
  const elements = { ...loopsOver([withAxes(input, axes)]), offsets: [0] };
  const inner = indexingOf(elements);
  const combine = combineOf(kind, input.dtype);
  const { type, start, step } = combine;
  const team = gpu.teamFor(elements.size);
  const isShared = elements.size >= shared;
  const launch: Launch = {
    key: `${kind} ${input.dtype} ${isShared ? 'by teams' : ''}, ${results.key} over ${inner.key}`,
    slots: [reads(input), writes(output)],
    ...(isShared ? { team: { ...team, functions: [{ name: 'ofTeam', ...combine }] } } : {}),
    parameters: () => ({
      count: 'u32',
      length: 'u32',
      ...results.parameters,
      ...prefixed(inner.parameters),
    }),
    values: [count, elements.size, ...results.values, ...inner.values],
    workgroups: isShared ? gridOf(count, 1) : gridOf(count),
    code: ([x, y]) => {
      const functions = library(isNan, specialValues) + (type === 'f32' ? combineFunctions : '');
      // The element's place relative to the first of its result.
      const place = `fn place(i: u32) -> u32 { ${prefixedCode(inner.code)} return at0; }`;
      const element = (j: string): string => `${x}[u32(i32(at0) + i32(place(${j})))]`;
      if (!isShared) {
        return `${functions}\n${place}\n${eachElement(`
  ${results.code}
  var state = ${start};
  for (var j = 0u; j < p.length; j++) { state = ${step('state', element('j'))}; }
  ${y}[at1] = state;`)}`;
      }
      return `${functions}\n${place}
@compute @workgroup_size(team)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) own: u32) {
  let i = group.y * groups.x + group.x;
  if (i >= p.count) { return; }
  ${results.code}
  ${inStages({ first: 'own', end: 'p.length', step: 'team' }, [{ name: 'all', start, step, term: element('j') }])}
  let result = ofTeam(own, all);
  if (own == 0u) { ${y}[at1] = result; }
}`;
    },
  };
  gpu.run(launch);
}

/** Parameters of a second indexing beside a first. */
function prefixed(parameters: Parameters): Parameters {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, type]) => [`inner_${name}`, type]),
  );
}

function prefixedCode(code: string): string {
  return code.replaceAll('p.', 'p.inner_');
}
