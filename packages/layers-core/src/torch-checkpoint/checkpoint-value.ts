import type { Tensor } from '@rondo/tensor';
import { DTypeName } from './allowed-globals.ts';
import { refused } from './error.ts';
import { PickledTensor } from './pickled-tensor.ts';

/**
 * What a checkpoint holds: tensors and plain values in dicts and lists. Tuples are lists; element types are their names
 * (`torch.float32`); whole numbers beyond 2⁵³ are bigints; keys of dicts that are numbers are written as text.
 */
export type CheckpointValue =
  | Tensor
  | Uint8Array
  | string
  | number
  | bigint
  | boolean
  | null
  | readonly CheckpointValue[]
  | { readonly [key: string]: CheckpointValue };

const deepest = 100;

/** Turns what the pickle built into plain values; `makeTensor` is told where each tensor stands. */
export function toCheckpointValue(
  root: unknown,
  makeTensor: (tensor: PickledTensor, path: string) => Tensor,
): CheckpointValue {
  // What stands in several places is one value there, too: else a small file could become a huge tree.
  const done = new Map<unknown, CheckpointValue>();
  const open = new Set<unknown>();

  function convert(value: unknown, path: readonly string[]): CheckpointValue {
    if (isPlain(value)) return value;
    const known = done.get(value);
    if (known !== undefined) return known;
    if (open.has(value) || path.length > deepest) {
      throw refused(
        `data.pkl has a value at '${path.slice(0, 5).join('.')}…' that contains itself or is nested deeper than ${deepest} levels`,
      );
    }
    open.add(value);
    const made = convertObject(value, path);
    open.delete(value);
    done.set(value, made);
    return made;
  }

  function convertObject(value: unknown, path: readonly string[]): CheckpointValue {
    if (value instanceof PickledTensor) return makeTensor(value, path.join('.'));
    if (value instanceof DTypeName) return value.name;
    if (Array.isArray(value)) {
      return value.map((item, index) => convert(item, [...path, String(index)]));
    }
    if (value instanceof Map) {
      const names = new Set<string>();
      const entries = Array.from(value, ([key, item]): [string, CheckpointValue] => {
        const name = nameOf(key, path);
        if (names.has(name)) throw refused(`data.pkl has two keys '${name}'${at(path)}`);
        names.add(name);
        return [name, convert(item, [...path, name])];
      });
      return Object.fromEntries(entries);
    }
    throw refused(
      `data.pkl has a class or a bare storage${at(path)}; save tensors and plain values`,
    );
  }

  return convert(root, []);
}

function isPlain(value: unknown): value is Uint8Array | string | number | bigint | boolean | null {
  return (
    value === null ||
    value instanceof Uint8Array ||
    ['string', 'number', 'bigint', 'boolean'].includes(typeof value)
  );
}

function nameOf(key: unknown, path: readonly string[]): string {
  if (typeof key === 'string') return key;
  if (Number.isSafeInteger(key)) return String(key);
  throw refused(
    `data.pkl has a dict with a key that is neither text nor a whole number${at(path)}; save it with other keys`,
  );
}

function at(path: readonly string[]): string {
  return path.length > 0 ? ` at '${path.join('.')}'` : '';
}
