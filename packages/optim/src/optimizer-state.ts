import { formatShape, RondoError, type Tensor } from '@rondo/tensor';

/** What a resumed run needs of an optimizer. */
export interface OptimizerState {
  /** What is remembered of each parameter, by its place in the list: `0.exp_avg`. */
  readonly tensors: Readonly<Record<string, Tensor>>;
  /** Plain numbers, fit for JSON. */
  readonly numbers: {
    readonly learningRate: number;
    /** How many updates each parameter has had. */
    readonly steps: readonly number[];
  };
}

/** A state that belongs to another optimizer or other parameters; `facts` lists the names. */
export class OptimizerStateError extends RondoError {
  override readonly name = 'OptimizerStateError';
}

/** @throws OptimizerStateError unless there are as many step counts as parameters. */
export function checkSteps(where: string, steps: unknown, count: number): void {
  const fits =
    Array.isArray(steps) &&
    steps.length === count &&
    steps.every((step) => Number.isSafeInteger(step) && step >= 0);
  if (fits) return;
  throw new OptimizerStateError(
    `${where}: expected the step counts of ${count} parameters, received ${JSON.stringify(steps)}; was the state saved with other parameters?`,
    { expected: count, received: steps },
  );
}

/** @throws OptimizerStateError unless both have the same names, with the same shapes, dtypes and backends. */
export function checkTensors(
  where: string,
  expected: ReadonlyMap<string, Tensor>,
  received: Readonly<Record<string, Tensor>>,
): void {
  const missing = [...expected.keys()].filter((name) => !Object.hasOwn(received, name));
  const unexpected = Object.keys(received).filter((name) => !expected.has(name));
  const mismatched = [...expected].flatMap(([name, own]) => {
    const other = Object.hasOwn(received, name) ? received[name]! : own;
    const difference = differenceOf(own, other);
    return difference ? [`${name} (${difference})`] : [];
  });
  if (missing.length + unexpected.length + mismatched.length === 0) return;
  throw new OptimizerStateError(
    `${where}: the state does not fit, nothing was loaded; missing: ${missing.join(', ') || 'none'}; unexpected: ${
      unexpected.join(', ') || 'none'
    }; mismatched: ${mismatched.join(', ') || 'none'}`,
    { missing, unexpected, mismatched },
  );
}

/** What keeps the values of one tensor from being copied into another, if anything. */
function differenceOf(own: Tensor, other: Tensor): string | undefined {
  const [here, there] = [own.storage.backend, other.storage.backend];
  if (here !== there) {
    const name = here.name === there.name ? `another ${there.name}` : there.name;
    return `expected ${describe(own)} on ${here.name}, received ${describe(other)} on ${name}; move it with .to(backend)`;
  }
  if (describe(own) === describe(other)) return undefined;
  return `expected ${describe(own)}, received ${describe(other)}`;
}

function describe({ dtype, shape }: Tensor): string {
  return `${dtype} ${formatShape(shape)}`;
}
