import type { Results } from '../results.ts';
import type { Bar } from './bar.ts';
import { best, fasterThan } from './measures.ts';

/** Above this part of the processors' time in others' hands two threads cannot be expected to be faster. */
const busyFrom = 0.15;

const trained = ['gru_fb', 'enc_fb', 's2s_step'];
const torches = ['torch', 'torch-t2', 'torch-new', 'torch-new-t2'];

/** Which of the two bounds applies, and why. */
function situation(results: Results, workload: string): { isBusy: boolean; because: string } {
  const { busy = 0 } = results.workloads.find(({ name }) => name === workload) ?? {};
  const isBusy = busy > busyFrom || results.machine.processors < 2;
  const share = `${Math.round(100 * busy)} % busy before it`;
  const alone = results.machine.processors < 2 ? ', one processor' : '';
  return { isBusy, because: `${isBusy ? 'busy' : 'idle'} machine: ${share}${alone}` };
}

function gain(workload: string): Bar {
  return {
    name: `${workload}: two threads, times as fast as one (1.7 on an idle machine, 0.9 on a busy one)`,
    workloads: [workload],
    direction: 'least',
    bound: (results) => (situation(results, workload).isBusy ? 0.9 : 1.7),
    unit: '',
    measure: (results) => {
      const measured = fasterThan(
        { workload, contestant: 'rondo-t2' },
        [{ workload, contestant: 'rondo' }],
        results,
        'wall',
      );
      if ('missing' in measured) return measured;
      return { ...measured, of: `${measured.of}; ${situation(results, workload).because}` };
    },
  };
}

/** PyTorch at its best on the same two cores: the fastest of its versions, with one thread or two. */
function againstTorch(workload: string, ours: readonly string[], bound: number): Bar {
  return {
    name: `${workload}, ${ours.join(' or ')}: times as fast as PyTorch at its best`,
    workloads: [workload],
    direction: 'least',
    bound,
    unit: '',
    measure: (results) =>
      best(
        ours.map((contestant) =>
          fasterThan(
            { workload, contestant },
            torches.map((torch) => ({ workload, contestant: torch })),
            results,
            'wall',
          ),
        ),
      ),
  };
}

export const twoThreadBars: readonly Bar[] = [
  ...trained.map(gain),
  ...trained.map((workload) => againstTorch(workload, ['rondo-n24-t2'], 1)),
  ...trained.map((workload) => againstTorch(workload, ['rondo-t2', 'rondo-relaxed-t2'], 0.7)),
];
