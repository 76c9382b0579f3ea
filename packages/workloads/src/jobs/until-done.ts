import type { Job } from '../job.ts';
import type { Unsupported } from '../job.ts';

/**
 * A job of a library that only records work for a graphics device: it has run when `finish` resolves, which waits until the device has
 * done all that was recorded.
 */
export function untilDone(
  prepared: Job | Unsupported,
  finish: () => Promise<unknown>,
): Job | Unsupported {
  if ('unsupported' in prepared) return prepared;
  if (prepared.first) {
    prepared.dispose();
    return { unsupported: 'left out on WebGPU: its first calls do not wait for the device' };
  }
  return {
    async run() {
      await prepared.run();
      await finish();
    },
    outputs: () => prepared.outputs(),
    dispose: () => prepared.dispose(),
  };
}
