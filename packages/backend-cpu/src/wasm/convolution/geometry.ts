import type { FusedAttributes, Operand } from '@rondo/tensor';
import { type FunctionBuilder, i32, type Local } from '../assembler/index.ts';

/** What a convolution is, as the int32 words in which kernels read it: sizes in elements, one word each. */
const names = [
  'N',
  'C',
  'D',
  'H',
  'W',
  'O',
  'kernelD',
  'kernelH',
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
  /** Products of an element of the output: `inputs` times `taps`. */
  'depth',
  /** 1 where each place of the output is made of the same place of x: then x is a matrix as it is. */
  'isPointwise',
  /** Lines of an image with its padding, and elements of a line, of a plane and of the image, with the channels of a place side by side. */
  'paddedH',
  'paddedD',
  'line',
  'plane',
  'image',
  /** Stretches of numbers that lie side by side where a line of the kernel meets x, and how long they are. */
  'runs',
  'run',
  /** Places and channels of the output that are computed together, and blocks of places of an image: fixed, so that sums do not depend on threads. */
  'placesTogether',
  'blocks',
  'outputsTogether',
  /** Sums into which the gradient of the weight is parted. */
  'parts',
] as const;

type Name = (typeof names)[number];
export type Geometry = Readonly<Record<Name, number>>;
export type GeometryLocals = Readonly<Record<Name, Local<'i32'>>>;

/** Places whose unfolded input stays in the second cache; a multiple of the heights of tiles. */
const mostPlaces = 252;
const tileRows = 12;
const mostOutputs = 64;
const mostParts = 8;
/** Elements of all parts of a gradient of the weight together. */
const mostOfParts = 2 ** 20;

type Five = readonly [number, number, number, number, number];

export function geometryOf(
  x: Operand,
  weight: Operand,
  { shape: y }: Operand,
  { stride, padding, dilation, groups }: FusedAttributes['convolution'],
): Geometry {
  const [N, C, D, H, W] = x.shape as Five;
  const [O, inputs, kernelD, kernelH, kernelW] = weight.shape as Five;
  const [outD, outH, outW] = y.slice(2) as [number, number, number];
  const [places, taps] = [outD * outH * outW, kernelD * kernelH * kernelW];
  const [paddedD, paddedH] = [D + 2 * padding[0], H + 2 * padding[1]];
  const line = (W + 2 * padding[2]) * C;
  const isWhole = kernelW === 1 || (dilation[2] === 1 && groups === 1);
  const runs = isWhole ? 1 : kernelW;
  const blocks = Math.max(1, Math.ceil(places / mostPlaces));
  const depth = inputs * taps;
  const isPointwise =
    taps === 1 && [...stride, ...padding.map((amount) => amount + 1)].every((size) => size === 1);
  return {
    N,
    C,
    D,
    H,
    W,
    O,
    kernelD,
    kernelH,
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
    depth,
    isPointwise: isPointwise ? 1 : 0,
    paddedH,
    paddedD,
    line,
    plane: line * paddedH,
    image: line * paddedH * paddedD,
    runs,
    run: (inputs * kernelW) / runs,
    placesTogether: Math.min(places, tileRows * Math.ceil(places / blocks / tileRows)),
    blocks,
    outputsTogether: Math.max(1, Math.min(O / groups, mostOutputs)),
    parts: Math.max(1, Math.min(N * blocks, mostParts, Math.floor(mostOfParts / (O * depth)))),
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
