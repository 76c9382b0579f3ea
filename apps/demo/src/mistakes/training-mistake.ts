import { Mistake } from './mistake.ts';

/** What ended a training, as a mistake where the packages tell that its numbers or its memory did. */
export function trainingMistake(error: unknown): unknown {
  if (!(error instanceof Error) || !('facts' in error)) return error;
  const { name } = error;
  const facts = error.facts as Readonly<Record<string, unknown>>;
  if (name === 'TrainingError' && 'cause' in facts) return new Mistake('noMemory');
  const isOfNumbers = name === 'TrainingError' || name === 'DataError';
  return isOfNumbers && ('loss' in facts || 'kind' in facts) ? new Mistake('diverged') : error;
}
