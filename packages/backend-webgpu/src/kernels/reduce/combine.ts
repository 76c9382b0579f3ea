import type { DType, ReduceKind } from '@rondo/tensor';
import { by, type TeamFunction } from '../../wgsl/team-functions.ts';

/** How a reduction goes on from a state with an element or with another state. */
export type Combine = Omit<TeamFunction, 'name'>;

const functions = `
fn isBetter(x: f32, best: f32) -> bool { return x > best || (isNan(x) && !isNan(best)); }
fn greater(a: f32, b: f32) -> f32 { return select(a, b, isBetter(b, a)); }
fn lesser(a: f32, b: f32) -> f32 { return -greater(-a, -b); }`;

/** The devices' own maximum may drop NaN. */
const greatest = (x: string): string =>
  `select(subgroupMax(select(${x}, -infinity(), isNan(${x}))), nan(), subgroupAny(isNan(${x})))`;

/** Functions that the steps of float32 call. */
export const combineFunctions = functions;

type CombineKind = Exclude<ReduceKind, 'argmax' | 'argmin'>;

const sum = (s: string, x: string): string => `${s} + ${x}`;
const product = (s: string, x: string): string => `${s} * ${x}`;
const [add, multiply] = [by('subgroupAdd'), by('subgroupMul')];

const onFloats: Readonly<Record<Exclude<CombineKind, 'any' | 'all'>, Combine>> = {
  sum: { type: 'f32', start: '0.0', step: sum, ofSubgroup: add },
  prod: { type: 'f32', start: '1.0', step: product, ofSubgroup: multiply },
  max: {
    type: 'f32',
    start: '-infinity()',
    step: (s, x) => `greater(${s}, ${x})`,
    ofSubgroup: greatest,
  },
  min: {
    type: 'f32',
    start: 'infinity()',
    step: (s, x) => `lesser(${s}, ${x})`,
    ofSubgroup: (x) => `-${greatest(`(-${x})`)}`,
  },
};

const onIntegers: Readonly<Record<CombineKind, Combine>> = {
  sum: { type: 'i32', start: '0', step: sum, ofSubgroup: add },
  prod: { type: 'i32', start: '1', step: product, ofSubgroup: multiply },
  max: {
    type: 'i32',
    start: '-2147483648',
    step: (s, x) => `max(${s}, ${x})`,
    ofSubgroup: by('subgroupMax'),
  },
  min: {
    type: 'i32',
    start: '2147483647',
    step: (s, x) => `min(${s}, ${x})`,
    ofSubgroup: by('subgroupMin'),
  },
  any: {
    type: 'i32',
    start: '0',
    step: (s, x) => `${s} | select(0, 1, ${x} != 0)`,
    ofSubgroup: (x) => `select(0, 1, subgroupAny(${x} != 0))`,
  },
  all: {
    type: 'i32',
    start: '1',
    step: (s, x) => `${s} & select(0, 1, ${x} != 0)`,
    ofSubgroup: (x) => `select(0, 1, subgroupAll(${x} != 0))`,
  },
};

/** Every reduction that has one state per result and combines in any grouping. */
export function combineOf(kind: CombineKind, dtype: DType): Combine {
  if (dtype !== 'float32' || kind === 'any' || kind === 'all') return onIntegers[kind];
  return onFloats[kind];
}
