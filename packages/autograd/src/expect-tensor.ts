import { GradientError, Tensor } from '@rondo/tensor';

/** @throws GradientError unless the value is a tensor; `rule` says what it should be. */
export function expectTensor(where: string, rule: string, value: unknown): asserts value is Tensor {
  if (value instanceof Tensor) return;
  const received = kindOf(value);
  throw new GradientError(`${where}: ${rule}; received ${received}`, { where, received });
}

/** What a value is, in words. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (value instanceof Tensor) return 'a tensor';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : typeof value;
}
