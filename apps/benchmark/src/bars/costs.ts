import { workloads } from '@rondo/workloads';
import type { Results } from '../results.ts';
import type { Bar, Measured } from './bar.ts';
import { valueOf, why } from './measures.ts';

const contestant = 'rondo';

/** The size of the WebAssembly modules that our library compiled in this run: only a whole run compiles all of them. */
function moduleSize(results: Results): Measured {
  const timed = new Set(results.workloads.map(({ name }) => name));
  const left = workloads.filter(({ name }) => !timed.has(name)).length;
  if (left > 0) return { missing: `only a run of all workloads shows it, ${left} were left out` };
  const ours = results.contestants.find(({ id }) => id === contestant);
  const gzipped = ours?.configuration['modules.gzipped'];
  if (typeof gzipped !== 'number' || gzipped === 0) {
    return { missing: 'rondo compiled no WebAssembly module' };
  }
  const count = Number(ours?.configuration['modules.count']);
  return { value: gzipped / 1000, of: `${count} modules` };
}

/** Our peak over PyTorch's. */
function memoryRatio(results: Results): Measured {
  const workload = 'memory_s2s_step';
  const [own, torch] = [contestant, 'torch'].map((id) =>
    valueOf({ workload, contestant: id }, results),
  );
  if (own === undefined || 'missing' in own)
    return { missing: why(results, { workload, contestant }) };
  if (torch === undefined || 'missing' in torch) {
    return { missing: why(results, { workload, contestant: 'torch' }) };
  }
  return { value: own.value / torch.value, of: `${own.value} MB / ${torch.value} MB` };
}

export const costBars: readonly Bar[] = [
  {
    name: 'new_length: first call in units of a later one',
    workloads: ['new_length'],
    direction: 'most',
    bound: 1.1,
    unit: '',
    measure: (results) => valueOf({ workload: 'new_length', contestant }, results),
  },
  {
    name: 'startup of the backend',
    workloads: ['startup'],
    direction: 'most',
    bound: 60,
    unit: ' ms',
    measure: (results) => valueOf({ workload: 'startup', contestant }, results),
  },
  {
    name: 'WebAssembly modules, gzipped',
    workloads: workloads.map(({ name }) => name),
    direction: 'most',
    bound: 60,
    unit: ' kB',
    measure: moduleSize,
  },
  {
    name: 'peak memory of the seq2seq step in units of PyTorch’s',
    workloads: ['memory_s2s_step'],
    direction: 'most',
    bound: 1,
    unit: '',
    measure: memoryRatio,
  },
];
