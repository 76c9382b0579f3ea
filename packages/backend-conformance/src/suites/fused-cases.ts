import {
  addLayerNormFused,
  attentionFused,
  avgPoolFused,
  batchNormFused,
  convolutionFused,
  crossEntropyFused,
  dropoutFused,
  geluFused,
  gruSequenceFused,
  layerNormFused,
  logSoftmaxFused,
  logSumExpFused,
  lstmSequenceFused,
  maxPoolFused,
  rnnSequenceFused,
  softmaxFused,
  type DType,
  type Fused,
  type FusedAttributes,
  type Tensor,
} from '@rondo/tensor';
import type { LayoutName } from '../layouts.ts';
import { noise, type Values } from '../values.ts';
import { attentionCases } from './attention-cases.ts';
import { recurrentCases } from './recurrent-cases.ts';
import { convolutionCases } from './convolution-cases.ts';
import { avgPoolCases, maxPoolCases } from './pooling-cases.ts';

/** One input of a fused op; `undefined` is an optional one left out. */
export type CaseInput =
  | { readonly values: Values; readonly dtype: DType; readonly layout?: LayoutName }
  | undefined;

/** A computation on inputs, of which optional ones may be left out. */
export type Run = (inputs: readonly (Tensor | undefined)[]) => readonly Tensor[];

export interface FusedCase<Attributes> {
  readonly what: string;
  readonly inputs: readonly CaseInput[];
  readonly attributes: Attributes;
}

/** A fused op with the inputs on which its kernel must agree with its composed twin. */
interface FusedSubject {
  /** Positions of the inputs that have a gradient. */
  readonly differentiable: readonly number[];
  readonly cases: readonly {
    readonly what: string;
    readonly inputs: readonly CaseInput[];
    readonly kernel: Run;
    readonly twin: Run;
  }[];
}

function subject<Name extends keyof FusedAttributes, I extends readonly (Tensor | undefined)[]>(
  op: Fused<Name, I>,
  cases: readonly FusedCase<FusedAttributes[Name]>[],
): FusedSubject {
  return {
    differentiable: op.differentiable,
    cases: cases.map(({ what, inputs, attributes }) => ({
      what,
      inputs,
      // The inputs of a case are those of its op; one that does not fit fails at once.
      kernel: (tensors) => op.run(tensors as unknown as I, attributes),
      twin: (tensors) => op.composed(tensors as unknown as I, attributes),
    })),
  };
}

const float = (shape: readonly number[], seed: number, layout?: LayoutName): CaseInput => ({
  values: noise(shape, seed),
  dtype: 'float32',
  ...(layout && { layout }),
});

const integers = (numbers: readonly number[]): CaseInput => ({
  values: { shape: [numbers.length], data: Float64Array.from(numbers) },
  dtype: 'int32',
});

const rowShapes: readonly (readonly number[])[] = [
  [1],
  [7],
  [3, 1],
  [1, 33],
  [5, 127],
  [2, 3, 7],
  [3, 9999],
];

const rowCases: readonly FusedCase<FusedAttributes['softmax']>[] = [
  ...rowShapes.map((shape, i) => ({
    what: `[${shape.join(', ')}]`,
    inputs: [float(shape, i)],
    attributes: {},
  })),
  { what: 'a transposed operand', inputs: [float([9, 7], 20, 'transposed')], attributes: {} },
  {
    what: 'large numbers',
    inputs: [{ values: noise([3, 33], 21, [-200, 200]), dtype: 'float32' }],
    attributes: {},
  },
  {
    what: 'places masked with -Infinity',
    inputs: [
      {
        values: {
          shape: [2, 5],
          data: Float64Array.of(1, -Infinity, 0, 2, -Infinity, 3, 1, 0, 0, -Infinity),
        },
        dtype: 'float32',
      },
    ],
    attributes: {},
  },
];

const targets = (count: number, classes: number): number[] =>
  Array.from({ length: count }, (_, i) => (i * 7 + 1) % classes);

/** Every fused op with the inputs it is tried on. A new one does not compile until it is here. */
export const fusedTable: Readonly<Record<keyof FusedAttributes, FusedSubject>> = {
  softmax: subject(softmaxFused, rowCases),
  logSoftmax: subject(logSoftmaxFused, rowCases),
  logSumExp: subject(logSumExpFused, rowCases),
  layerNorm: subject(
    layerNormFused,
    rowShapes.slice(1).flatMap((shape, i) => {
      const width = shape.at(-1)!;
      const name = `[${shape.join(', ')}]`;
      const [weight, bias] = [float([width], 31), float([width], 32)];
      return [
        { what: name, inputs: [float(shape, i), weight, bias], attributes: { eps: 1e-5 } },
        {
          what: `${name} alone`,
          inputs: [float(shape, i), undefined, undefined],
          attributes: { eps: 1e-3 },
        },
        {
          what: `${name} without bias`,
          inputs: [float(shape, i), weight, undefined],
          attributes: { eps: 1e-5 },
        },
      ];
    }),
  ),
  addLayerNorm: subject(
    addLayerNormFused,
    rowShapes.slice(1).flatMap((shape, i) => {
      const width = shape.at(-1)!;
      const inputs = [float(shape, i), float(shape, 40 + i)];
      const name = `[${shape.join(', ')}]`;
      return [
        {
          what: name,
          inputs: [...inputs, float([width], 31), float([width], 32)],
          attributes: { eps: 1e-5 },
        },
        {
          what: `${name} alone`,
          inputs: [...inputs, undefined, undefined],
          attributes: { eps: 1e-3 },
        },
      ];
    }),
  ),
  crossEntropy: subject(
    crossEntropyFused,
    [
      [1, 1],
      [3, 7],
      [7, 33],
      [5, 9999],
    ].flatMap(([n, classes], i) =>
      [0, 0.1].flatMap((labelSmoothing) =>
        [-100, 1].map((ignoreIndex) => ({
          what: `[${n}, ${classes}], smoothing ${labelSmoothing}, ignoring ${ignoreIndex}`,
          inputs: [float([n!, classes!], i), integers(targets(n!, classes!))],
          attributes: { labelSmoothing, ignoreIndex },
        })),
      ),
    ),
  ),
  dropout: subject(
    dropoutFused,
    [...rowShapes, [5, 4, 3]].map((shape, i) => ({
      what: `[${shape.join(', ')}]`,
      inputs: [float(shape, i)],
      attributes: { p: 0.3, seed: 5 + i, block: 2 ** 32 - 2 },
    })),
  ),
  gaussianErrorLinearUnit: subject(
    geluFused,
    (['none', 'tanh'] as const).flatMap((approximate) => [
      ...rowShapes.map((shape, i) => ({
        what: `[${shape.join(', ')}], ${approximate}`,
        inputs: [float(shape, i)],
        attributes: { approximate },
      })),
      {
        what: `both tails, ${approximate}`,
        inputs: [{ values: noise([3, 333], 22, [-12, 12]), dtype: 'float32' } as const],
        attributes: { approximate },
      },
    ]),
  ),
  attention: subject(attentionFused, attentionCases),
  batchNorm: subject(
    batchNormFused,
    [
      [2, 3, 5],
      [7, 33, 1],
      [3, 1, 127],
      [1, 2, 68],
    ].flatMap((shape, i) => {
      const [weight, bias] = [float([shape[1]!], 51), float([shape[1]!], 52)];
      const name = `[${shape.join(', ')}]`;
      return [
        { what: name, inputs: [float(shape, i), weight, bias], attributes: { eps: 1e-5 } },
        {
          what: `${name} alone`,
          inputs: [float(shape, i), undefined, undefined],
          attributes: { eps: 1e-2 },
        },
      ];
    }),
  ),
  convolution: subject(convolutionFused, convolutionCases),
  maxPool: subject(maxPoolFused, maxPoolCases),
  avgPool: subject(avgPoolFused, avgPoolCases),
  rnnSequence: subject(rnnSequenceFused, [
    ...recurrentCases({ gates: 1 }, { nonlinearity: 'tanh' as const }),
    ...recurrentCases({ gates: 1 }, { nonlinearity: 'relu' as const }),
  ]),
  gruSequence: subject(gruSequenceFused, recurrentCases({ gates: 3 }, {})),
  lstmSequence: subject(lstmSequenceFused, recurrentCases({ gates: 4, hasMemory: true }, {})),
};
