import { cellOf, type Results, timeOf } from '../results.ts';
import { why } from './measures.ts';

/** Without an answer of each of these nobody knows which JavaScript peer is the best. */
const required = ['tfjs-wasm', 'jax-js', 'ort-web'];

/** The peers in JavaScript, of which the best counts. */
export const javascript: readonly string[] = ['tfjs-cpu', ...required];

/** Some of it jax-js only does on a newer Node; then that one stands in for it. */
export function standIn(peer: string, workload: string, results: Results): string {
  const isTimed = timeOf(results, workload, peer) !== undefined;
  return peer === 'jax-js' && !isTimed ? 'jax-js-n24' : peer;
}

/** Why the best peer is not known: each required one that gave neither a time nor said that it cannot. */
export function unmeasured(workload: string, results: Results): string[] {
  const hasAnswer = (contestant: string): boolean =>
    ['timed', 'cannot'].includes(cellOf(results, workload, contestant)?.status ?? '');
  return required
    .filter((peer) => !hasAnswer(peer) && !hasAnswer(standIn(peer, workload, results)))
    .map((contestant) => why(results, { workload, contestant }));
}
