import { backend, processors } from '../../../backend/backend-choice.ts';
import type { BackendWish } from '../worker/protocol.ts';
import { LiveRun } from './live-run.ts';

/** The run of the page; it goes on while a person looks at other pages. */
export const mainRun = new LiveRun(true);

/** The run without attention beside it. */
export const otherRun = new LiveRun(false);

/** What the next run computes on. Two runs share the processors. */
export function backendWish(runs = 1): BackendWish {
  const threads = Math.max(1, Math.floor(processors / runs));
  return { name: backend.peek(), threads };
}
