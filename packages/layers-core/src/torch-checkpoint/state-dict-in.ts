import { Tensor } from '@rondo/tensor';
import type { StateDict } from '../state-dict.ts';
import type { CheckpointValue } from './checkpoint-value.ts';
import { TorchCheckpointError } from './error.ts';
import { someNames } from '../name-pattern.ts';

/**
 * The state dict in a checkpoint: the checkpoint itself, or what the keys lead to, such as `'model'` for what
 * `torch.save({'model': model.state_dict(), 'epoch': 3}, path)` wrote.
 * @throws TorchCheckpointError when no dict of tensors is there, saying what is.
 */
export function stateDictIn(
  checkpoint: CheckpointValue,
  ...keys: readonly (string | number)[]
): StateDict {
  let value = checkpoint;
  for (const [depth, key] of keys.entries()) {
    const inner = isContainer(value) && Object.hasOwn(value, key) ? entryOf(value, key) : undefined;
    if (inner === undefined) throw fault(keys.slice(0, depth + 1), 'nothing', value);
    value = inner;
  }
  if (!isContainer(value) || Array.isArray(value)) throw fault(keys, kindOf(value), value);
  const entries = Object.entries(value as { readonly [key: string]: CheckpointValue });
  const other = entries.find(([, item]) => !(item instanceof Tensor));
  if (other) throw fault(keys, `a dict with ${kindOf(other[1])} at '${other[0]}'`, value);
  return Object.fromEntries(entries as [string, Tensor][]);
}

type Container = readonly CheckpointValue[] | { readonly [key: string]: CheckpointValue };

function isContainer(value: CheckpointValue): value is Container {
  return (
    typeof value === 'object' &&
    value !== null &&
    !(value instanceof Tensor) &&
    !(value instanceof Uint8Array)
  );
}

function entryOf(container: Container, key: string | number): CheckpointValue | undefined {
  return (container as { readonly [key: string]: CheckpointValue })[key];
}

function kindOf(value: CheckpointValue): string {
  if (value === null) return 'None';
  if (value instanceof Tensor) return 'a tensor';
  if (Array.isArray(value)) return 'a list';
  if (isContainer(value)) return 'a dict';
  return value instanceof Uint8Array ? 'bytes' : `a ${typeof value}`;
}

function fault(
  keys: readonly (string | number)[],
  found: string,
  where: CheckpointValue,
): TorchCheckpointError {
  const names = isContainer(where) ? Object.keys(where) : [];
  const place = keys.length > 0 ? `under '${keys.join("', '")}'` : 'in the checkpoint';
  return new TorchCheckpointError(
    `torchCheckpoint.stateDictIn: expected a dict of tensors ${place}, found ${found}; the keys there are ${someNames(names)}`,
    { keys, names },
  );
}
