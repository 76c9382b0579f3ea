import { Parameter } from '@rondo/autograd';
import { cpu } from '@rondo/backend-cpu';
import {
  dispose,
  manualSeed,
  randn,
  scope,
  tensor,
  useBackend,
  zeros,
  type Tensor,
} from '@rondo/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { composedDirection, composedLayer } from '../test/composed.ts';
import {
  families,
  familyNames,
  randomStates,
  run,
  type AnyCell,
  type Family,
  type FamilyName,
} from '../test/families.ts';
import {
  difference,
  expectNear,
  seedsFor,
  valuesAndGradients,
  withNudges,
} from '../test/numbers.ts';
import type { RecurrentCell, SharedParameters } from './recurrent-cell.ts';

useBackend(cpu());
const sizes = {
  seed: fc.nat(),
  name: fc.constantFrom(...familyNames),
  bias: fc.boolean(),
  N: fc.integer({ min: 1, max: 4 }),
  L: fc.integer({ min: 1, max: 6 }),
  I: fc.integer({ min: 1, max: 6 }),
  H: fc.integer({ min: 3, max: 7 }),
  hasStates: fc.boolean(),
  /** Sizes of projections below every H. */
  projSize: fc.integer({ min: 1, max: 2 }),
  eps: fc.constantFrom(1e-5, 0.03, 0.5),
  lengths: fc.constantFrom('none', 'numbers', 'tensor'),
  /** From 0 to 1: the part of L that each sequence fills. */
  fills: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 }),
};

interface Sizes {
  readonly N: number;
  readonly L: number;
  readonly lengths: string;
  readonly fills: readonly number[];
}

function lengthsOf({ N, L, lengths, fills }: Sizes): Tensor | number[] | undefined {
  const counts = fills.slice(0, N).map((fill) => 1 + Math.round(fill * (L - 1)));
  if (lengths === 'none') return undefined;
  return lengths === 'numbers' ? counts : tensor(Int32Array.from(counts));
}

/** What a family adds to the options of every layer. */
function ownOption(
  { option }: Family,
  values: { projSize: number; eps: number },
): { projSize?: number; eps?: number } {
  return option === undefined ? {} : { [option]: values[option] };
}

type Run = () => readonly Tensor[];

async function expectAgreement(
  name: FamilyName,
  parameters: Record<string, Parameter>,
  own: Run,
  composed: Run,
): Promise<void> {
  const seeds = scope(() => seedsFor(own()));
  const [found, expected] = [
    await valuesAndGradients(parameters, own, seeds),
    await valuesAndGradients(parameters, composed, seeds),
  ];
  // The gradient of a norm is what is left of large terms, up to 1 / √eps times as large.
  const tolerance = name.startsWith('LayerNorm') ? 1e-4 : 5e-6;
  const isNear = Object.keys(expected).every(
    (what) => difference(found[what]!, expected[what]!) <= tolerance,
  );
  let allowed = tolerance;
  // Or what rounding may do where such terms are larger still: a few times what a bit or two in the parameters changes.
  await withNudges(Object.values(parameters), isNear ? 0 : 8, async () => {
    const moved = await valuesAndGradients(parameters, composed, seeds);
    const changes = Object.keys(expected).map((what) => difference(moved[what]!, expected[what]!));
    allowed = Math.max(allowed, 4 * Math.max(...changes));
  });
  for (const [what, numbers] of Object.entries(expected)) {
    expectNear(found[what]!, numbers, allowed, what);
  }
  dispose(seeds);
}

describe('kernels over sequences', () => {
  it('equal one step after the other, in value and gradient, for every option of a layer', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          ...sizes,
          numLayers: fc.integer({ min: 1, max: 3 }),
          bidirectional: fc.boolean(),
          dropout: fc.constantFrom(0, 0.4, 1),
        }),
        async ({ name, bias, numLayers, bidirectional, dropout, seed, hasStates, ...size }) => {
          manualSeed(seed);
          const family: Family = families[name];
          const own = ownOption(family, size);
          const options = { bias, numLayers, bidirectional, dropout, ...own };
          const layer = family.layer(size.I, size.H, options);
          const x = new Parameter(randn([size.N, size.L, size.I]));
          const states = hasStates ? randomStates(family, layer, size.N) : {};
          const lengths = lengthsOf(size);
          await expectAgreement(
            name,
            { x, ...states, ...Object.fromEntries(layer.namedParameters()) },
            () => {
              manualSeed(seed);
              return run(layer, x, { ...states, lengths });
            },
            () => {
              manualSeed(seed);
              const given = { ...states, lengths, dropout, eps: own.eps };
              return composedLayer(layer, x, family.parts, given);
            },
          );
          dispose([layer, x, states, lengths]);
        },
      ),
      { numRuns: 120 },
    );
  });

  it('equal one step after the other where a cell runs in reverse', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({ ...sizes, reverse: fc.boolean() }),
        async ({ seed, name, bias, reverse, ...size }) => {
          manualSeed(seed);
          const family: Family = families[name];
          const own = ownOption(family, size);
          const cell = family.cell(size.I, size.H, { bias, ...own });
          const x = new Parameter(randn([size.N, size.L, size.I]));
          const state = family.parts.map(
            (part) =>
              new Parameter(randn([size.N, part === 'h0' ? cell.outputSize : cell.hiddenSize])),
          );
          const counts = lengthsOf({
            ...size,
            lengths: size.lengths === 'none' ? 'none' : 'tensor',
          });
          const lengths = counts as Tensor | undefined;
          await expectAgreement(
            name,
            { x, ...Object.fromEntries([...state.entries(), ...cell.namedParameters()]) },
            () => {
              const { output, state: last } = cell.run(x, state, { lengths, reverse });
              return [output, ...last];
            },
            () => composedDirection(cell, x, state, { lengths, reverse, eps: own.eps }),
          );
          dispose([cell, x, state, lengths]);
        },
      ),
      { numRuns: 80 },
    );
  });

  it('equal one step after the other where two cells have parameters in common', async () => {
    const sharing = familyNames.filter((name) => families[name].shares.length > 0);
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          ...sizes,
          name: fc.constantFrom(...sharing),
          picks: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
        }),
        async ({ seed, name, bias, picks, ...size }) => {
          manualSeed(seed);
          const family: Family = families[name];
          const own = ownOption(family, size);
          const lower = family.cell(size.I, size.H, { bias, ...own }) as RecurrentCell;
          // The upper cell reads what the lower one puts out; its own input weights fit if the sizes are equal.
          const taken = family.shares.filter(
            (part, i) => picks[i] && (part !== 'weightIh' || lower.outputSize === size.I),
          );
          const shared: Partial<Record<keyof SharedParameters, Parameter>> = Object.fromEntries(
            taken.flatMap((part) => (lower[part] ? [[part, lower[part]]] : [])),
          );
          const upper = family.cell(lower.outputSize, size.H, { bias, ...own, ...shared });
          for (const part of Object.keys(shared) as (keyof typeof shared)[]) {
            expect((upper as RecurrentCell)[part]).toBe(lower[part]);
          }
          const x = new Parameter(randn([size.N, size.L, size.I]));
          const counts = lengthsOf({ ...size, lengths: 'tensor' }) as Tensor;
          const start = family.parts.map((part) =>
            zeros([size.N, part === 'h0' ? lower.outputSize : size.H]),
          );
          const named = [...lower.namedParameters(), ...upper.namedParameters()].map(
            ([at, parameter], i) => [`${i} ${at}`, parameter] as const,
          );
          const all = Object.fromEntries(
            named.filter(([, p], i) => named.findIndex(([, q]) => q === p) === i),
          );
          await expectAgreement(
            name,
            { x, ...all },
            () => {
              const middle = lower.run(x, start, { lengths: counts }).output;
              const { output, state } = upper.run(middle, start, {
                lengths: counts,
                reverse: true,
              });
              return [output, ...state];
            },
            () => {
              const direction = { lengths: counts, eps: own.eps };
              const [middle] = composedDirection(lower as AnyCell, x, start, {
                ...direction,
                reverse: false,
              });
              return composedDirection(upper, middle!, start, { ...direction, reverse: true });
            },
          );
          dispose([lower, upper, x, start, counts]);
        },
      ),
      { numRuns: 60 },
    );
  });
});
