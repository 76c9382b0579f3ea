import type { ElementType } from '../element-types.ts';
import { damaged } from './error.ts';

/** A record of the archive with the elements of tensors, of whatever type they are. */
export class PickledBytes {
  readonly key: string;
  readonly bytes: Uint8Array;
  readonly #storages = new Map<ElementType, PickledStorage>();

  constructor(key: string, bytes: Uint8Array) {
    this.key = key;
    this.bytes = bytes;
  }

  /** The bytes as elements of a type; the same storage each time. */
  as(type: ElementType): PickledStorage {
    const known = this.#storages.get(type);
    if (known) return known;
    const storage = new PickledStorage(this, type);
    this.#storages.set(type, storage);
    return storage;
  }
}

/** The elements of one or several tensors. */
export class PickledStorage {
  readonly key: string;
  readonly bytes: Uint8Array;
  readonly type: ElementType;

  constructor({ key, bytes }: PickledBytes, type: ElementType) {
    this.key = key;
    this.bytes = bytes;
    this.type = type;
  }
}

/** A strided window on a storage, of which nothing has been read. */
export class PickledTensor {
  readonly storage: PickledStorage;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly offset: number;

  /** @throws TorchCheckpointError unless the window lies within the storage. */
  constructor(
    storage: PickledStorage,
    [offset, shape, strides]: readonly [offset: unknown, shape: unknown, strides: unknown],
  ) {
    const elements = storage.bytes.length / storage.type.bytes;
    if (!isCount(offset) || !isCounts(shape) || !isCounts(strides) || !Number.isInteger(elements)) {
      throw damaged(`data.pkl has a tensor on storage '${storage.key}' whose sizes are no sizes`);
    }
    const last = shape.reduce((at, size, axis) => at + (size - 1) * strides[axis]!, offset);
    const isEmpty = shape.includes(0);
    const fits = isEmpty || (last < elements && Number.isSafeInteger(product(shape)));
    if (shape.length !== strides.length || shape.length > mostAxes || !fits) {
      throw damaged(
        `data.pkl has a tensor of shape [${shape.slice(0, mostAxes).join(', ')}], strides [${strides.slice(0, mostAxes).join(', ')}] and offset ${offset} on storage '${storage.key}' of ${elements} elements`,
        { storage: storage.key, shape, strides, offset, elements },
      );
    }
    this.storage = storage;
    // Copies: the pickle may go on changing its lists.
    this.shape = [...shape];
    this.strides = [...strides];
    this.offset = isEmpty ? 0 : offset;
  }
}

/** PyTorch's own limit. */
const mostAxes = 64;

function product(sizes: readonly number[]): number {
  return sizes.reduce((a, b) => a * b, 1);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every(isCount);
}
