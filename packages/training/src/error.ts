import { RondoError } from '@rondo/tensor';

/** Training that cannot go on; what was good so far is untouched. */
export class TrainingError extends RondoError {
  override readonly name = 'TrainingError';
}
