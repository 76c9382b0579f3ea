import { requireInteger } from '../errors.ts';
import { Random } from '../random/random.ts';
import { drawSplits, type SplitOptions } from './splits.ts';
import type { ToyTask } from './toy-task.ts';

export interface AdditionTaskOptions extends SplitOptions {
  /** Each number has 1 to `digits` digits, every count equally likely. Default 3. */
  readonly digits?: number;
}

/** `"37+105"` → `"142"`, as characters; a + b and b + a fall in the same split. Default sizes 50,000, 1,000 and 1,000. */
export function additionTask({
  seed = 1,
  train = 50_000,
  validation = 1000,
  test = 1000,
  digits = 3,
}: AdditionTaskOptions): ToyTask {
  requireInteger('digits', digits, 1);
  const numbers = 10 ** digits;
  const available = (numbers * (numbers + 1)) / 2;
  const splits = drawSplits(
    { seed, train, validation, test },
    available,
    new Random(seed),
    (random) => {
      const number = (): number => random.integer(10 ** (1 + random.integer(digits)));
      const [a, b] = [number(), number()];
      return {
        key: `${Math.min(a, b)}+${Math.max(a, b)}`,
        source: `${a}+${b}`,
        target: `${a + b}`,
      };
    },
  );
  return {
    name: 'addition',
    ...splits,
    source: { kind: 'characters' },
    target: { kind: 'characters' },
  };
}
