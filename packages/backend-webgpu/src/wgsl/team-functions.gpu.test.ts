import { tensor, useBackend, zeros } from '@rondo/tensor';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GpuContext } from '../device/gpu-context.ts';
import { openDevice, type OpenDevice } from '../device/open-device.ts';
import { reads, writes } from '../kernels/kernel.ts';
import { combineFunctions, combineOf } from '../kernels/reduce/combine.ts';
import { WebGpuBackend } from '../webgpu-backend.ts';
import { library } from './library.ts';
import { isNan, specialValues } from './special-values.ts';
import type { Team, TeamKind } from './team-functions.ts';

let open: OpenDevice;
let gpu: GpuContext;
let backend: WebGpuBackend;
beforeAll(async () => {
  open = await openDevice({});
  gpu = new GpuContext(open.device, 2 ** 26);
  backend = new WebGpuBackend(gpu, open);
  useBackend(backend);
});
afterAll(() => backend.dispose());

const kinds = ['sum', 'prod', 'max', 'min'] as const;

/** What a workgroup gives for the numbers of its threads, as each of its threads sees it. */
async function combined(
  team: Team,
  kind: (typeof kinds)[number],
  numbers: readonly number[],
  dtype: 'float32' | 'int32',
): Promise<number[]> {
  const [x, y] = [tensor([...numbers], { dtype }), zeros([team.size], { dtype })];
  const combine = combineOf(kind, dtype);
  gpu.run({
    key: `test of ${kind} ${dtype}`,
    slots: [reads(x), writes(y)],
    parameters: { count: 'u32' },
    values: [team.size],
    team: { ...team, functions: [{ name: 'combine', ...combine }] },
    workgroups: [1],
    code: ([from, to]) => `${library(isNan, specialValues)}${combineFunctions}
@compute @workgroup_size(team)
fn main(@builtin(local_invocation_index) own: u32) { ${to}[own] = combine(own, ${from}[own]); }`,
  });
  const results = [...(await y.data())];
  x.dispose();
  y.dispose();
  return results;
}

/** NaN is the largest and the smallest. */
function expected(kind: (typeof kinds)[number], numbers: readonly number[]): number {
  if (kind === 'max') return Math.max(...numbers);
  if (kind === 'min') return Math.min(...numbers);
  return numbers.reduce((a, b) => (kind === 'sum' ? a + b : a * b));
}

/** Sizes below, at and above that of subgroups: 8 here, 4 to 128 elsewhere. */
const sizes = [2, 4, 8, 16, 64, 256];

describe.each<TeamKind>(['memory', 'subgroups', 'one subgroup'])('%s', (kind) => {
  it('combines the numbers of all threads, for all of them', async () => {
    const { subgroupMinSize, subgroupMaxSize } = open.device.adapterInfo;
    expect(subgroupMinSize).toBe(subgroupMaxSize);
    for (const size of kind === 'one subgroup' ? [subgroupMinSize] : sizes) {
      const each = Array.from({ length: size }, (_, i) => i);
      const rows = [
        each.map((i) => ((7 * i) % 5) - 2),
        each.map((i) => (i % 11 === 3 ? 2 : 1)),
        each.map((i) => (i === size >> 1 ? NaN : i)),
        each.map((i) => (i === size - 1 ? Infinity : -1)),
        each.map(() => -Infinity),
        each.map((i) => (i % 2 === 0 ? Infinity : -Infinity)),
      ];
      for (const op of kinds) {
        for (const [i, numbers] of rows.entries()) {
          const results = await combined({ kind, size }, op, numbers, 'float32');
          const wanted = expected(op, numbers);
          // -0 and 0 are one number.
          expect({ size, op, i, results: results.map((x) => x + 0) }).toEqual({
            size,
            op,
            i,
            results: each.map(() => wanted + 0),
          });
        }
        const whole = rows[0]!;
        expect(await combined({ kind, size }, op, whole, 'int32')).toEqual(
          each.map(() => expected(op, whole) + 0),
        );
      }
    }
  });
});
