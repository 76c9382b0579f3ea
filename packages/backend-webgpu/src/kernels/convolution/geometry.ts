import { elementCount, type FusedAttributes, type Operand } from '@rondo/tensor';

/** Sizes of a convolution of x `[N, groups · inputs, ..]` by a weight `[groups · outputs, inputs, ..]`. */
export interface Geometry {
  readonly N: number;
  readonly groups: number;
  /** Channels of x, and of the output, in a group. */
  readonly inputs: number;
  readonly outputs: number;
  /** The last three axes of x, of the output and of the weight. */
  readonly size: readonly number[];
  readonly convolved: readonly number[];
  readonly kernel: readonly number[];
  /** Elements of these three. */
  readonly volume: number;
  readonly places: number;
  readonly taps: number;
}

export function geometryOf(
  x: Operand,
  weight: Operand,
  y: Operand,
  { groups }: FusedAttributes['convolution'],
): Geometry {
  const [size, convolved, kernel] = [x, y, weight].map(({ shape }) => shape.slice(2)) as [
    number[],
    number[],
    number[],
  ];
  return {
    N: x.shape[0]!,
    groups,
    inputs: weight.shape[1]!,
    outputs: weight.shape[0]! / groups,
    size,
    convolved,
    kernel,
    volume: elementCount(size),
    places: elementCount(convolved),
    taps: elementCount(kernel),
  };
}

/** Parameters of three numbers, one for each axis: `name0`, `name1`, `name2`. */
export function triple(name: string): Readonly<Record<string, 'i32'>> {
  return { [`${name}0`]: 'i32', [`${name}1`]: 'i32', [`${name}2`]: 'i32' };
}

/** WGSL of such parameters as a vector. */
export function vector(name: string): string {
  return `vec3i(p.${name}0, p.${name}1, p.${name}2)`;
}

/** WGSL of the place on three axes of element `i`, and back. */
export const placeFunctions = `
fn placeOf(i: u32, size: vec3i) -> vec3i {
  let rest = i32(i) / size.z;
  return vec3i(rest / size.y, rest % size.y, i32(i) % size.z);
}
fn elementAt(place: vec3i, size: vec3i) -> u32 {
  return u32((place.x * size.y + place.y) * size.z + place.z);
}
fn isWithin(place: vec3i, size: vec3i) -> bool {
  return all(place >= vec3i(0)) && all(place < size);
}`;
