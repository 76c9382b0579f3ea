import { checkOptions } from '@rondo/layers-core';
import { formatShape, RangeFault, Tensor, type Place } from '@rondo/tensor';

/** The results of a run that are the initial states of the next one. */
const results: Readonly<Record<string, string>> = { h0: 'hidden', c0: 'cell' };

/**
 * Refuses states that are not given by name, which would else be ignored: (h, c) as in PyTorch, and the results of a run.
 * @throws RangeFault that shows the form with the names of the parts; for unknown names, too.
 */
export function checkGiven(
  where: Place,
  given: unknown,
  parts: readonly string[],
  others: readonly string[] = [],
): void {
  if (given === undefined) return;
  if (given instanceof Tensor || Array.isArray(given)) {
    throw new RangeFault(
      `${where.toString()}: states are given by name, received ${describe(given)}; write forward(x, { ${parts.join(', ')} })`,
      { parts },
    );
  }
  const handedOn = parts.filter((part) => part in results);
  if (handedOn.length > 0 && isRecord(given) && Object.values(results).some((at) => at in given)) {
    const form = handedOn.map((part) => `${part}: run.${results[part]!}`).join(', ');
    throw new RangeFault(
      `${where.toString()}: received { ${Object.keys(given).join(', ')} }, the results of a run; hand its last state on as forward(x, { ${form} })`,
      { parts, received: Object.keys(given) },
    );
  }
  checkOptions<Readonly<Record<string, unknown>>>(where, given as Record<string, unknown>, [
    ...parts,
    ...others,
  ]);
}

/** @throws RangeFault for an argument that is there and is no tensor. */
export function checkTensors(where: Place, given: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || value instanceof Tensor) continue;
    const received = describe(value);
    throw new RangeFault(
      `${where.toString()}: expected ${name} to be a tensor, received ${received}`,
      { argument: name, received },
    );
  }
}

/** @throws RangeFault for sizes that are no whole numbers, below 0, or a hiddenSize of 0. */
export function checkSizes(where: Place, inputSize: unknown, hiddenSize: unknown): void {
  for (const [name, size, least] of [
    ['inputSize', inputSize, 0],
    ['hiddenSize', hiddenSize, 1],
  ] as const) {
    if (Number.isSafeInteger(size) && (size as number) >= least) continue;
    throw new RangeFault(
      `${where.toString()}: expected ${name} to be a whole number of ${least} or more, received ${describe(size)}`,
      { [name]: size },
    );
  }
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function describe(value: unknown): string {
  if (value instanceof Tensor) return `a tensor ${formatShape(value.shape)}`;
  if (Array.isArray(value) || ArrayBuffer.isView(value)) return 'an array';
  if (typeof value === 'string') return `'${value}'`;
  if (!isRecord(value)) return String(value);
  if ('batchSizes' in value) return 'a packed sequence; use forwardPacked';
  return `an object with ${Object.keys(value).join(', ')}`;
}
