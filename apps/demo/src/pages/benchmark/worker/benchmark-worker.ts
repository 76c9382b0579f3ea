import { tensor } from '@rondo/tensor';
import { compareOutputs, sampled, type Job, type NamedOutputs } from '@rondo/workloads';
import { createJob, untilDone } from '@rondo/workloads/jobs';
import { openBackend } from '../../../live/worker/open-backend.ts';
import { serveRun } from '../../../live/worker/serve-run.ts';
import type { Calls } from './protocol.ts';

let job: Job | undefined;
/** On a graphics device waits until all that was recorded is done. */
let finish: (() => Promise<unknown>) | undefined;

serveRun<Calls>(
  {
    open: async (backend) => {
      const { words } = await openBackend(backend);
      if (backend.name === 'webgpu') {
        const one = tensor([1]);
        // The device works in order: a number that is read after the others comes when all is done.
        finish = () => one.item();
      }
      return words;
    },
    prepare: async (workload) => {
      job?.dispose();
      job = undefined;
      const made = await createJob(workload);
      const ready = finish ? untilDone(made, finish) : made;
      if ('unsupported' in ready) return ready;
      job = ready;
      return undefined;
    },
    outputs,
    compare: async (reference) => compareOutputs(reference, await outputs()),
    run: async (repetitions) => {
      const ready = prepared();
      const begin = performance.now();
      for (let n = 0; n < repetitions; n++) await ready.run();
      return (performance.now() - begin) / repetitions;
    },
  },
  () => undefined,
);

async function outputs(): Promise<NamedOutputs> {
  const whole = Object.entries(await prepared().outputs());
  return Object.fromEntries(whole.map(([name, values]) => [name, sampled(values)]));
}

function prepared(): Job {
  if (!job) throw new Error('nothing is prepared');
  return job;
}
