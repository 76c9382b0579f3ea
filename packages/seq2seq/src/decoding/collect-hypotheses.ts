import type { Hypothesis } from './hypothesis.ts';
import type { TokenEvent } from './token-events.ts';

/** Puts the tokens of each sentence together. */
export async function collectHypotheses(
  sentences: number,
  events: AsyncIterable<readonly TokenEvent[]>,
  onEvent?: (event: TokenEvent) => void,
): Promise<Hypothesis[]> {
  const told: TokenEvent[][] = Array.from({ length: sentences }, () => []);
  for await (const step of events) {
    for (const event of step) {
      told[event.sentence]!.push(event);
      onEvent?.(event);
    }
  }
  return told.map(hypothesisOf);
}

function hypothesisOf(events: readonly TokenEvent[]): Hypothesis {
  const logProbabilities = events.flatMap(({ logProbability }) => logProbability ?? []);
  const attention = events.flatMap((event) => (event.attention ? [event.attention] : []));
  const sum = logProbabilities.reduce((a, b) => a + b, 0);
  return {
    ids: events.flatMap((event) => (event.kind === 'token' ? [event.id] : [])),
    finished: events.some((event) => event.kind === 'end' && event.finished),
    score: sum / Math.max(1, logProbabilities.length),
    logProbabilities,
    attention: attention.length > 0 ? attention : undefined,
  };
}
