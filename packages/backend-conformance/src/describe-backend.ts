import { memory, useBackend, type Backend, type FusedAttributes } from '@rondo/tensor';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect } from 'vitest';
import type { Context } from './context.ts';
import type { Tolerance } from './expect-close.ts';
import { adamSuite } from './suites/adam.ts';
import { arithmeticSuite } from './suites/arithmetic.ts';
import { clipNormSuite } from './suites/clip-norm.ts';
import { compareSuite } from './suites/compare.ts';
import { copySuite } from './suites/copy.ts';
import { cumsumAndTopkSuite } from './suites/cumsum-and-topk.ts';
import { fusedSuite } from './suites/fused.ts';
import { gatherSuite } from './suites/gather.ts';
import { logisticUpdateSuite } from './suites/logistic-update.ts';
import { matmulSuite } from './suites/matmul.ts';
import { memorySuite } from './suites/memory.ts';
import { propertySuite } from './suites/properties.ts';
import { randomSuite } from './suites/random.ts';
import { reduceSuite } from './suites/reduce.ts';
import { selectAndCastSuite } from './suites/select-and-cast.ts';
import { unarySuite } from './suites/unary.ts';

const suites = {
  copy: copySuite,
  unary: unarySuite,
  arithmetic: arithmeticSuite,
  compare: compareSuite,
  selectAndCast: selectAndCastSuite,
  reduce: reduceSuite,
  cumsumAndTopk: cumsumAndTopkSuite,
  matmul: matmulSuite,
  gather: gatherSuite,
  random: randomSuite,
  adam: adamSuite,
  clipNorm: clipNormSuite,
  logisticUpdate: logisticUpdateSuite,
  fused: fusedSuite,
  memory: memorySuite,
  properties: propertySuite,
} satisfies Record<string, (context: Context) => void>;

export interface DescribeBackendOptions {
  /** What is tested: everything unless told otherwise, which is for a second way to run some kernels of a tested backend. */
  readonly suites?: readonly (keyof typeof suites)[];
  /** Which fused kernels are tested; all unless told otherwise. */
  readonly fused?: readonly (keyof FusedAttributes)[];
  /** How far matrix products may be off; as much as sums in float32 are unless told otherwise. */
  readonly products?: Tolerance;
}

/**
 * Every test that a backend must pass: all kernels against formulas in every layout, fused kernels against their composed twins,
 * whole programs against a trusted backend. Each test must leave as many tensors and bytes as it found.
 */
export function describeBackend(
  name: string,
  backend: () => Backend | Promise<Backend>,
  reference: () => Backend,
  options: DescribeBackendOptions = {},
): void {
  const {
    suites: chosen = Object.keys(suites) as (keyof typeof suites)[],
    fused,
    products,
  } = options;
  describe(`backend ${name}`, () => {
    let subject: Backend;
    let trusted: Backend;
    let before: ReturnType<typeof memory>;
    const context: Context = {
      backend: () => subject,
      reference: () => trusted,
      ...(fused && { fused }),
      ...(products && { products }),
    };

    beforeAll(async () => {
      subject = await backend();
      trusted = reference();
    });
    beforeEach(() => {
      useBackend(subject);
      before = memory();
    });
    afterEach(() => expect(memory()).toEqual(before));
    afterAll(() => {
      subject.dispose?.();
      trusted.dispose?.();
    });

    for (const suite of chosen) suites[suite](context);
  });
}
