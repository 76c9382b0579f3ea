import { backend, processors } from '../../backend/backend-choice.ts';
import type { BackendWish } from '../protocol.ts';

/** What the next run computes on. Runs side by side share the processors. */
export function backendWish(runs = 1): BackendWish {
  const threads = Math.max(1, Math.floor(processors / runs));
  return { name: backend.peek(), threads };
}
