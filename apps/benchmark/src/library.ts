import type { Job, Unsupported, Workload } from '@rondo/workloads';
import type { Description } from './protocol.ts';

/** What a JavaScript contestant gives to `serve`. */
export interface Library {
  describe(): Description;
  prepare(workload: Workload): Promise<Job | Unsupported>;
}
