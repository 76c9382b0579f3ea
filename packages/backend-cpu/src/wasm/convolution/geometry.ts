import type { FusedAttributes, Operand } from '@rondo/tensor';
import { type FunctionBuilder, i32, type Local } from '../assembler/index.ts';

/** What a convolution is, as the int32 words in which kernels read it: sizes in elements, one word each. */
const names = [
  'C',
  'D',
  'H',
  'W',
  'O',
  'kernelD',
  'kernelH',
  'kernelW',
  'outD',
  'outH',
  'outW',
  'strideD',
  'strideH',
  'strideW',
  'paddingD',
  'paddingH',
  'paddingW',
  'dilationD',
  'dilationH',
  'dilationW',
  'N',
  'groups',
  /** Elements of a channel of x. */
  'volume',
  /** Places of the output, in a channel. */
  'places',
  /** Elements of the kernel. */
  'taps',
  /** Channels of x and of the output in a group. */
  'inputs',
  'outputs',
  /** Places, channels of x and channels of the output that are computed together: fixed, so that sums do not depend on threads. */
  'placesTogether',
  'inputsTogether',
  'outputsTogether',
] as const;

type Name = (typeof names)[number];
export type Geometry = Readonly<Record<Name, number>>;
export type GeometryLocals = Readonly<Record<Name, Local<'i32'>>>;

/** Places, and products of a channel of weights, that keep a block of the unfolded input in the second cache. */
const mostPlaces = 256;
const mostRows = 128;
const mostOutputs = 64;

export function geometryOf(
  x: Operand,
  weight: Operand,
  { shape: y }: Operand,
  { stride, padding, dilation, groups }: FusedAttributes['convolution'],
): Geometry {
  const [N, C, D, H, W] = x.shape as [number, number, number, number, number];
  const [O, inputs, kernelD, kernelH, kernelW] = weight.shape as [
    number,
    number,
    number,
    number,
    number,
  ];
  const [outD, outH, outW] = y.slice(2) as [number, number, number];
  const [places, taps] = [outD * outH * outW, kernelD * kernelH * kernelW];
  return {
    N,
    C,
    D,
    H,
    W,
    O,
    kernelD,
    kernelH,
    kernelW,
    outD,
    outH,
    outW,
    strideD: stride[0],
    strideH: stride[1],
    strideW: stride[2],
    paddingD: padding[0],
    paddingH: padding[1],
    paddingW: padding[2],
    dilationD: dilation[0],
    dilationH: dilation[1],
    dilationW: dilation[2],
    groups,
    volume: D * H * W,
    places,
    taps,
    inputs,
    outputs: O / groups,
    placesTogether: Math.min(places, mostPlaces),
    inputsTogether: Math.max(1, Math.min(inputs, Math.floor(mostRows / taps))),
    outputsTogether: Math.max(1, Math.min(O / groups, mostOutputs)),
  };
}

/** The words of a geometry. */
export function wordsOf(geometry: Geometry): number[] {
  return names.map((name) => geometry[name]);
}

export const geometryBytes = 4 * names.length;

/** Reads a geometry into locals. */
export function readGeometry(f: FunctionBuilder, pointer: Local<'i32'>): GeometryLocals {
  return Object.fromEntries(
    names.map((name, i) => [name, f.let(i32.load(pointer, 4 * i))]),
  ) as GeometryLocals;
}
