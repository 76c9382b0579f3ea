/** Threads of a workgroup where each works on elements of its own. */
const groupSize = 256;

/** The most workgroups along one dimension (WebGPU's default limit). */
const mostGroups = 65_535;

/** Workgroups, in two dimensions if need be, with at least one thread for each of `count` elements. */
export function gridOf(count: number, size: number = groupSize): readonly [x: number, y: number] {
  const groups = Math.max(1, Math.ceil(count / size));
  if (groups <= mostGroups) return [groups, 1];
  const rows = Math.ceil(groups / mostGroups);
  return [Math.ceil(groups / rows), rows];
}

/** Head of an entry point that knows `i`, the number of its element, and ends where there is none: `count` is an expression. */
export function eachElement(body: string, count = 'p.count', size: number = groupSize): string {
  return `
@compute @workgroup_size(${size})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) own: u32) {
  let i = (group.y * groups.x + group.x) * ${size}u + own;
  if (i >= ${count}) { return; }
  ${body}
}`;
}
