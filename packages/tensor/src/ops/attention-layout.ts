import { checkShapes } from '../check-shapes.ts';
import { RangeFault, ShapeError } from '../errors.ts';
import { expectDType } from '../apply.ts';
import { elementCount, formatShape, type Shape } from '../shape.ts';
import type { Tensor } from '../tensor.ts';

/** Limits of attention as a caller gives them. */
export interface AttentionArguments {
  readonly query: Tensor;
  readonly key: Tensor;
  readonly value: Tensor | undefined;
  readonly mask: Tensor | undefined;
  readonly bias: Tensor | undefined;
  readonly keyLengths: Tensor | undefined;
}

/** Names of the leading axes, as errors give them. */
function leadingNames(count: number): string[] {
  if (count < 2) return ['N'].slice(0, count);
  return ['N', ...Array.from({ length: count - 2 }, (_, i) => `N${i + 2}`), 'H'];
}

/** @throws ShapeError, DTypeError or RangeFault naming the argument and the size that does not fit. */
export function checkAttention(
  where: string,
  { query, key, value, mask, bias, keyLengths }: AttentionArguments,
): void {
  checkShapes(where, { query: [query, ['...', 'T1', 'D']] });
  const names = leadingNames(query.rank - 2);
  const grouped = names.map((name) => (name === 'H' ? 'keyHeads' : name));
  const sizes = checkShapes(where, {
    query: [query, [...names, 'T1', 'D']],
    key: [key, [...grouped, 'T2', 'D']],
    value: [value, [...grouped, 'T2', 'E']],
    keyLengths: [keyLengths, names.slice(0, 1)],
  });
  const { H = 1, keyHeads = 1 } = sizes;
  if (keyHeads === 0 ? H > 0 : H % keyHeads !== 0) {
    throw new RangeFault(
      `${where}: the heads of key and value must divide those of query, received ${keyHeads} and ${H}`,
      { where, queryHeads: H, keyHeads },
    );
  }
  if (keyLengths && names.length === 0) {
    throw new ShapeError(
      `${where}: keyLengths count the keys of each entry of a batch, and query ${formatShape(query.shape)} has none; ` +
        'add a leading axis, or cut key and value',
      { where, argument: 'keyLengths', query: query.shape },
    );
  }
  for (const input of [query, key, value, bias]) if (input) expectDType(where, input, 'float32');
  if (mask) expectDType(`${where} (mask: true = may attend)`, mask, 'bool');
  if (keyLengths) expectDType(`${where} (keyLengths)`, keyLengths, 'int32');
  const scores = [...query.shape.slice(0, -1), key.shape.at(-2)!];
  expectBroadcasts(where, 'mask', mask, [...names, 'T1', 'T2'], scores);
  expectBroadcasts(where, 'bias', bias, [...names, 'T1', 'T2'], scores);
}

function expectBroadcasts(
  where: string,
  argument: string,
  given: Tensor | undefined,
  names: readonly string[],
  shape: Shape,
): void {
  if (!given) return;
  const lead = shape.length - given.rank;
  if (lead >= 0 && given.shape.every((size, i) => size === 1 || size === shape[lead + i])) return;
  throw new ShapeError(
    `${where}: expected ${argument} to broadcast to [${names.join(', ')}] = ${formatShape(shape)}, ` +
      `received ${formatShape(given.shape)}`,
    { where, argument, expected: shape, received: given.shape },
  );
}

/** `[.., H, T, D]` → `[N, T, H, D]`, a view; one leading axis alone is a batch of one head. */
export function headsInside(x: Tensor): Tensor {
  const [...lead] = x.shape.slice(0, -2);
  if (lead.length === 0) return x.unsqueeze(0).unsqueeze(2);
  if (lead.length === 1) return x.unsqueeze(2);
  const batched = x.reshape([elementCount(lead.slice(0, -1)), ...x.shape.slice(-3)]);
  return batched.transpose(1, 2);
}

/** The inverse of `headsInside`: `[N, T, H, D]` → the leading axes, T, D. */
export function headsOutside(x: Tensor, lead: Shape): Tensor {
  return x.transpose(1, 2).reshape([...lead, x.shape[1]!, x.shape[3]!]);
}

/** What broadcasts to `[.., T1, T2]` as what broadcasts to `[N, H, T1, T2]`, without repeating it where that can be. */
export function batchAndHeads(x: Tensor, lead: Shape): Tensor {
  const missing = lead.length + 2 - x.rank;
  const full = x.reshape([...Array.from({ length: missing }, () => 1), ...x.shape]);
  const ends = full.shape.slice(-2);
  if (lead.length === 0) return full.reshape([1, 1, ...ends]);
  if (lead.length === 1) return full.unsqueeze(1);
  if (lead.length === 2) return full;
  const batch = full.shape.slice(0, -3);
  const heads = full.shape.slice(-3);
  if (elementCount(batch) === 1) return full.reshape([1, ...heads]);
  const wanted = lead.slice(0, -1);
  return full.expand([...wanted, ...heads]).reshape([elementCount(wanted), ...heads]);
}

/** Lengths of the first leading axis for each entry of the batch. */
export function lengthsOfBatch(lengths: Tensor, lead: Shape): Tensor {
  if (lead.length <= 2) return lengths;
  const inner = elementCount(lead.slice(1, -1));
  return lengths.unsqueeze(1).expand([lengths.shape[0]!, inner]).reshape([-1]);
}
