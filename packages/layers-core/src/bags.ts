import { noGrad } from '@rondo/autograd';
import {
  arange,
  checkShapes,
  concat,
  gather,
  indexSelect,
  isNaN,
  logicalAnd,
  logicalOr,
  ones,
  RangeFault,
  scatterAdd,
  scope,
  Tensor,
  tensor,
  zeros,
  type Backend,
  type Place,
} from '@rondo/tensor';

/** Rows `[n, D]` that lie in bags, one bag after the other. */
export interface Bags {
  /** The sum of each bag: `[bags, D]`, 0 of an empty one. */
  sum(rows: Tensor): Tensor;
  /** The largest of each bag, element by element: `[bags, D]`; anything for an empty one. */
  max(rows: Tensor): Tensor;
}

/** `count` bags of `size` rows. */
export function bagsOfOneSize(count: number, size: number): Bags {
  const apart = (rows: Tensor): Tensor => rows.reshape([count, size, rows.shape[1]!]);
  const sum = (rows: Tensor): Tensor => scope(() => apart(rows).sum(1));
  return { sum, max: size === 0 ? sum : (rows) => scope(() => apart(rows).max(1)) };
}

/** Bags of at most `longest` rows: where each begins (int32 `[bags]`), and which one each row is in (int32 `[n]`). */
function bagsBy(starts: Tensor, bagOf: Tensor, longest: number): Bags {
  const count = starts.shape[0]!;
  const sum = (values: Tensor): Tensor => {
    const [, size] = values.shape as [number, number];
    return scope(() =>
      scatterAdd(
        zeros([count, size], { backend: values.storage.backend }),
        0,
        bagOf.unsqueeze(1).expand(values.shape),
        values,
      ),
    );
  };
  const max = (values: Tensor): Tensor =>
    scope(() => {
      const places = noGrad(() => placesOfLargest(values, bagOf, longest));
      // An empty last bag begins where the rows end.
      const first = starts.minimum(values.shape[0]! - 1);
      return gather(values, 0, indexSelect(places, 0, first));
    });
  return { sum, max: longest === 0 ? sum : max };
}

/**
 * For each row, element by element, the place of the largest (the first of equals) from there to the end of its bag: int32 `[n, D]`.
 * Doubles the reach until it is that of the longest bag.
 */
function placesOfLargest(rows: Tensor, bagOf: Tensor, longest: number): Tensor {
  const count = rows.shape[0]!;
  let largest = rows;
  let places = arange(0, count, 1, { backend: rows.storage.backend })
    .unsqueeze(1)
    .expand(rows.shape);
  for (let reach = 1; reach < longest; reach *= 2) {
    const from = (x: Tensor, start: number): Tensor => x.narrow(0, start, count - reach);
    const [here, there] = [from(largest, 0), from(largest, reach)];
    const isSameBag = from(bagOf, 0).equal(from(bagOf, reach)).unsqueeze(1);
    const isBetter = logicalAnd(isSameBag, logicalOr(there.greater(here), isNaN(there)));
    const better = (x: Tensor): Tensor =>
      concat([isBetter.where(from(x, reach), from(x, 0)), x.narrow(0, count - reach, reach)]);
    [largest, places] = [better(largest), better(places)];
  }
  return places;
}

interface OffsetRules {
  /** The number of indices in all bags. */
  readonly total: number;
  /** Whether the last offset is where the last bag ends. */
  readonly includeLastOffset: boolean;
}

/**
 * Bags by the places where they begin.
 * @throws RangeFault when they do not start at 0, fall, or leave indices out: always if they are numbers, as far as the backend can
 * tell if they are a tensor.
 */
export function bagsByOffsets(
  place: Place,
  offsets: Tensor | readonly number[],
  { total, includeLastOffset }: OffsetRules,
  backend: Backend,
): Bags {
  if (includeLastOffset && (offsets instanceof Tensor ? offsets.size : offsets.length) === 0) {
    throw new RangeFault(
      `${place.toString()}: expected offsets with the end of the last bag, received none`,
      { offsets: [] },
    );
  }
  if (offsets instanceof Tensor) return bagsByTensor(place, offsets, total, includeLastOffset);
  const ends = includeLastOffset ? offsets.slice(1) : [...offsets.slice(1), total];
  const starts = includeLastOffset ? offsets.slice(0, -1) : offsets;
  const isOrdered = starts.every((start, bag) => Number.isInteger(start) && start <= ends[bag]!);
  const [first, last] = [offsets[0] ?? total, includeLastOffset ? offsets.at(-1) : total];
  if (!isOrdered || first !== 0 || last !== total) {
    const rule = includeLastOffset ? `never fall and end at` : `never fall or pass`;
    throw new RangeFault(
      `${place.toString()}: offsets must start at 0, ${rule} the ${total} indices, received ${shown(offsets)}`,
      { offsets, indices: total },
    );
  }
  const bagOf = new Int32Array(total);
  let longest = 0;
  for (const [bag, start] of starts.entries()) {
    bagOf.fill(bag, start, ends[bag]);
    longest = Math.max(longest, ends[bag]! - start);
  }
  return bagsBy(tensor(Int32Array.from(starts), { backend }), tensor(bagOf, { backend }), longest);
}

/** A row is in the bag that began last: as many have begun as there are offsets up to it. */
function bagsByTensor(
  place: Place,
  offsets: Tensor,
  total: number,
  includeLastOffset: boolean,
): Bags {
  checkShapes(place, { offsets: [offsets, ['bags']] });
  const { backend } = offsets.storage;
  const none = zeros([total + 1], { dtype: 'int32', backend });
  const begin = scatterAdd(none, 0, offsets, ones(offsets.shape, { dtype: 'int32', backend }));
  const bagOf = begin.cumsum(0).sub(1).narrow(0, 0, total);
  const starts = includeLastOffset ? offsets.narrow(0, 0, offsets.size - 1) : offsets;
  return bagsBy(starts, bagOf, total);
}

function shown(offsets: readonly number[]): string {
  return `[${offsets.slice(0, 8).join(', ')}${offsets.length > 8 ? ', …' : ''}]`;
}
