import { noGrad } from '@rondo/autograd';
import { dispose, keep, scope, ShapeError, Tensor, tensorsIn } from '@rondo/tensor';
import { watchCalls } from '../module-calls.ts';
import type { Placed } from '../module-path.ts';
import type { Values } from './rules.ts';

/** The batch of the input and its steps. */
export interface Sizes {
  readonly N: number;
  readonly L: number;
}

/** An output that is checked, with its name. */
export interface Output extends Values {
  readonly name: string;
}

/** What a call of a module inside of the model gave. */
export interface InnerOutput extends Values {
  readonly module: Placed;
}

/** How the outputs of a run are to be read. */
export interface Reading extends Sizes {
  /** Whether an output has steps though not as many as the input. */
  readonly ownSteps: boolean;
}

/** Runs a model and reads what it puts out. */
export async function outputsOf(run: () => unknown, reading: Reading): Promise<Output[]> {
  // Copies, since what a model returns may be its input.
  const found = noGrad(() =>
    scope(() =>
      batchFirst(run(), reading).map(({ name, value }) => ({ name, value: value.clone() })),
    ),
  );
  try {
    return await Promise.all(
      found.map(async ({ name, value }) => ({
        name,
        ...(await valuesOf(value)),
        hasSteps:
          name === 'output' && value.rank > 1 && (reading.ownSteps || value.shape[1] === reading.L),
      })),
    );
  } finally {
    dispose(found);
  }
}

/** The outputs of all modules that ran, in the order in which they ended, as far as they are `[N, L, ..]`. */
export async function innerOutputs(run: () => unknown, { N, L }: Sizes): Promise<InnerOutput[]> {
  const found: { module: Placed; value: Tensor }[] = [];
  const leave = (module: Placed, _method: string, result: unknown): void => {
    for (const value of tensorsIn(result)) {
      if (value.rank > 1 && value.shape[0] === N && value.shape[1] === L) {
        found.push({ module, value: keep(value.clone()) });
      }
    }
  };
  try {
    noGrad(() =>
      scope(() => {
        watchCalls({ leave }, run);
      }),
    );
    return await Promise.all(
      found.map(async ({ module, value }) => ({
        module,
        ...(await valuesOf(value)),
        hasSteps: true,
      })),
    );
  } finally {
    for (const { value } of found) value.dispose();
  }
}

async function valuesOf(
  value: Tensor,
): Promise<{ shape: Values['shape']; data: ArrayLike<number> }> {
  return { shape: value.shape, data: await value.data() };
}

/** Names of the last states of recurrent layers, `[layers, N, H]`. */
const states = ['hidden', 'cell'];

interface Named {
  readonly name: string;
  readonly value: Tensor;
}

/** The tensors that are checked, sequences along the first axis. */
function batchFirst(result: unknown, { N }: Sizes): Named[] {
  if (result instanceof Tensor) return [withBatch({ name: 'output', value: result }, N)];
  const fields = Object.entries(typeof result === 'object' && result !== null ? result : {});
  const found = fields.flatMap(([name, value]): Named[] => {
    if (!(value instanceof Tensor)) return [];
    if (name === 'output') return [{ name, value }];
    return states.includes(name) ? [{ name, value: value.transpose(0, 1) }] : [];
  });
  if (found.length === 0) {
    throw new ShapeError(
      'checkMasks: expected the model to return a tensor, or an object with output, hidden or cell; give a function that returns the tensor to check',
      { fields: fields.map(([name]) => name) },
    );
  }
  return found.map((named) => withBatch(named, N));
}

function withBatch({ name, value }: Named, N: number): Named {
  if (value.rank > 0 && value.shape[0] === N) return { name, value };
  throw new ShapeError(
    `checkMasks: expected ${name} [N, ..] with N = ${N} (from the input), received [${value.shape.join(', ')}]; give a function that puts the batch first`,
    { name, N, received: value.shape },
  );
}
