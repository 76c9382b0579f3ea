import type { DType, FusedAttributes } from '@rondo/tensor';
import type { LayoutName } from '../layouts.ts';
import { noise, valuesOf, type Values } from '../values.ts';

type Attributes = FusedAttributes['attention'];

interface Input {
  readonly values: Values;
  readonly dtype: DType;
  readonly layout?: LayoutName;
}

interface AttentionCase {
  readonly what: string;
  readonly inputs: readonly (Input | undefined)[];
  readonly attributes: Attributes;
}

/** [N, T1, H, D], [N, T2, K, D], [N, T2, K, E] by their sizes. */
interface Sizes {
  readonly N: number;
  readonly T1: number;
  readonly T2: number;
  readonly H: number;
  readonly K?: number;
  readonly D: number;
  readonly E: number;
}

interface Options extends Partial<Attributes> {
  /** Shape of the mask, which broadcasts to [N, H, T1, T2]. */
  readonly mask?: readonly number[];
  readonly bias?: readonly number[];
  readonly keyLengths?: readonly number[];
  readonly layout?: LayoutName;
}

const float = (shape: readonly number[], seed: number, layout?: LayoutName): Input => ({
  values: noise(shape, seed),
  dtype: 'float32',
  ...(layout && { layout }),
});

/** Truth values without a pattern; the first query of the last entry may attend to nothing. */
function maskOf(shape: readonly number[], layout?: LayoutName): Input {
  const draws = noise(shape, 71);
  let next = 0;
  const values = valuesOf(shape, ([n, , query]) => {
    const draw = draws.data[next++]!;
    return n === shape[0]! - 1 && query === 0 ? 0 : Number(draw > -0.4);
  });
  return { values, dtype: 'bool', ...(layout && { layout }) };
}

function attentionCase(sizes: Sizes, options: Options = {}): AttentionCase {
  const { N, T1, T2, H, K = H, D, E } = sizes;
  const { mask, bias, keyLengths, layout, ...attributes } = options;
  return {
    what: `${JSON.stringify(sizes)} ${JSON.stringify(options)}`,
    inputs: [
      float([N, T1, H, D], 1, layout),
      float([N, T2, K, D], 2, layout),
      float([N, T2, K, E], 3, layout),
      mask && maskOf(mask, layout),
      bias && float(bias, 4, layout),
      keyLengths && {
        values: { shape: [N], data: Float64Array.from(keyLengths) },
        dtype: 'int32',
      },
    ],
    attributes: {
      scale: 0.25,
      causal: false,
      queryOffset: 0,
      p: 0,
      seed: 5,
      block: 7,
      ...attributes,
    },
  };
}

const small: Sizes = { N: 2, T1: 5, T2: 7, H: 3, D: 4, E: 6 };
const wide: Sizes = { N: 2, T1: 33, T2: 70, H: 2, D: 16, E: 24 };
/** More keys than fit a tile; features as in `long`, since some backends compile kernels for their number, which takes long. */
const middle: Sizes = { ...wide, D: 8, E: 8 };
/** A few lanes more than whole tiles of queries and keys. */
const long: Sizes = { N: 1, T1: 131, T2: 133, H: 2, D: 8, E: 8 };

const limited: readonly Options[] = [
  {},
  { scale: -0.4 },
  { causal: true },
  { causal: true, queryOffset: 3 },
  { causal: true, queryOffset: -2 },
  { layout: 'windowed' },
  { layout: 'transposed' },
  { p: 0.3, block: 2 ** 32 - 3 },
];

/** Attention of odd sizes, with every option alone and all together. */
export const attentionCases: readonly AttentionCase[] = [
  ...[1, 3, 7, 33].flatMap((T) =>
    [1, 3, 17].map((D) => attentionCase({ N: 2, T1: T, T2: T, H: 1, D, E: D })),
  ),
  attentionCase({ N: 2, T1: 1, T2: 129, H: 4, D: 8, E: 8 }, { keyLengths: [129, 50] }),
  attentionCase({ ...small, T1: 9, H: 6, K: 2 }, { keyLengths: [7, 4] }),
  attentionCase({ ...wide, H: 4, K: 1 }, { p: 0.2, causal: true }),
  attentionCase(wide),
  ...[small, middle, long].flatMap((sizes) => {
    const { N, T1, T2, H } = sizes;
    const shapes = [
      [N, H, T1, T2],
      [1, H, T1, T2],
      [N, 1, 1, T2],
      [1, 1, T1, 1],
      [1, 1, 1, 1],
    ];
    const lengths = Array.from({ length: N }, (_, n) => (n === 0 ? T2 - 2 : 0));
    return [
      ...limited.map((options) => attentionCase(sizes, options)),
      ...shapes.flatMap((shape) => [
        attentionCase(sizes, { mask: shape }),
        attentionCase(sizes, { bias: shape }),
      ]),
      attentionCase(sizes, { keyLengths: lengths }),
      attentionCase(sizes, {
        mask: [N, 1, T1, T2],
        bias: [1, H, 1, T2],
        keyLengths: Array.from({ length: N }, (_, n) => T2 - n),
        causal: true,
        queryOffset: 2,
        p: 0.1,
        layout: 'windowed',
      }),
    ];
  }),
];
