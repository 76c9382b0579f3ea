import type { DType, FusedAttributes } from '@rondo/tensor';
import { noise, type Values } from '../values.ts';

type Attributes = FusedAttributes['convolution'];
type Triple = Attributes['stride'];

interface ConvolutionCase {
  readonly what: string;
  readonly inputs: readonly ({ readonly values: Values; readonly dtype: DType } | undefined)[];
  readonly attributes: Attributes;
}

interface Sizes {
  readonly N: number;
  readonly C: number;
  readonly O: number;
  readonly size: Triple;
  readonly kernel: Triple;
}

const float = (shape: readonly number[], seed: number) => ({
  values: noise(shape, seed),
  dtype: 'float32' as const,
});

function convolutionCase(
  { N, C, O, size, kernel }: Sizes,
  options: Partial<Attributes> & { readonly bias?: boolean } = {},
): ConvolutionCase {
  const { bias = true, ...given } = options;
  const attributes: Attributes = {
    stride: [1, 1, 1],
    padding: [0, 0, 0],
    dilation: [1, 1, 1],
    groups: 1,
    ...given,
  };
  const described = Object.entries(options).map(([name, value]) => `${name} ${String(value)}`);
  return {
    what: `[${[N, C, ...size].join(', ')}] to ${O} channels by ${kernel.join('x')}${described.map((text) => `, ${text}`).join('')}`,
    inputs: [
      float([N, C, ...size], 3),
      float([O, C / attributes.groups, ...kernel], 4),
      bias ? float([O], 5) : undefined,
    ],
    attributes,
  };
}

const line: Sizes = { N: 2, C: 3, O: 5, size: [1, 1, 17], kernel: [1, 1, 3] };
const image: Sizes = { N: 2, C: 4, O: 6, size: [1, 9, 7], kernel: [1, 3, 2] };
const clip: Sizes = { N: 1, C: 2, O: 3, size: [4, 5, 6], kernel: [2, 3, 3] };

/** What convolution kernels are tried on: each option alone and all together, one, two and three axes, odd sizes. */
export const convolutionCases: readonly ConvolutionCase[] = [
  convolutionCase({ N: 1, C: 1, O: 1, size: [1, 1, 1], kernel: [1, 1, 1] }),
  convolutionCase({ N: 0, C: 3, O: 2, size: [1, 3, 3], kernel: [1, 2, 2] }),
  convolutionCase(line, { bias: false }),
  convolutionCase(line, { padding: [0, 0, 1] }),
  convolutionCase(line, { stride: [1, 1, 2], dilation: [1, 1, 3] }),
  convolutionCase({ ...line, size: [1, 1, 301], C: 7, O: 9 }, { padding: [0, 0, 2] }),
  convolutionCase(image),
  convolutionCase(image, { padding: [0, 1, 1], stride: [1, 2, 3] }),
  convolutionCase(image, { groups: 2, dilation: [1, 2, 1], padding: [0, 2, 0] }),
  convolutionCase({ ...image, O: 4 }, { groups: 4 }),
  convolutionCase({ ...image, size: [1, 3, 2], kernel: [1, 3, 2] }),
  convolutionCase({ N: 3, C: 33, O: 17, size: [1, 1, 13], kernel: [1, 1, 1] }),
  convolutionCase(clip),
  convolutionCase(clip, { padding: [1, 1, 1], stride: [2, 1, 2], dilation: [1, 2, 1] }),
];
