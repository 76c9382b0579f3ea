import { indexSelect, type Tensor } from '@rondo/tensor';

/** The rows at the given places, int32 `[n]`, of every tensor of a record. */
export function chooseRows<Parts extends Readonly<Record<string, Tensor | undefined>>>(
  parts: Parts,
  rows: Tensor,
): Parts {
  const chosen = Object.entries(parts).map(
    ([name, part]) => [name, part && indexSelect(part, 0, rows)] as const,
  );
  return Object.fromEntries(chosen) as Parts;
}
