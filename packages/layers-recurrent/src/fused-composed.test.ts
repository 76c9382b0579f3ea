import { Parameter } from '@rondo/autograd';
import { cpu } from '@rondo/backend-cpu';
import { dispose, manualSeed, randn, scope, tensor, useBackend, type Tensor } from '@rondo/tensor';
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { composedDirection, composedLayer } from '../test/composed.ts';
import { families, familyNames, randomStates, run, type Family } from '../test/families.ts';
import { expectNear, seedsFor, valuesAndGradients } from '../test/numbers.ts';

useBackend(cpu());
manualSeed(5);

const sizes = {
  name: fc.constantFrom(...familyNames),
  bias: fc.boolean(),
  N: fc.integer({ min: 1, max: 4 }),
  L: fc.integer({ min: 1, max: 6 }),
  I: fc.integer({ min: 1, max: 6 }),
  H: fc.integer({ min: 3, max: 7 }),
  hasStates: fc.boolean(),
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

type Run = () => readonly Tensor[];

async function expectAgreement(
  parameters: Record<string, Parameter>,
  own: Run,
  composed: Run,
): Promise<void> {
  const seeds = scope(() => seedsFor(own()));
  const [found, expected] = [
    await valuesAndGradients(parameters, own, seeds),
    await valuesAndGradients(parameters, composed, seeds),
  ];
  for (const [what, numbers] of Object.entries(expected)) {
    expectNear(found[what]!, numbers, 5e-6, what);
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
        }),
        async ({ name, bias, numLayers, bidirectional, hasStates, ...size }) => {
          const family: Family = families[name];
          const layer = family.layer(size.I, size.H, { bias, numLayers, bidirectional });
          const x = new Parameter(randn([size.N, size.L, size.I]));
          const states = hasStates ? randomStates(family, layer, size.N) : {};
          const lengths = lengthsOf(size);
          await expectAgreement(
            { x, ...states, ...Object.fromEntries(layer.namedParameters()) },
            () => run(layer, x, { ...states, lengths }),
            () => composedLayer(layer, x, family.parts, { ...states, lengths }),
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
        async ({ name, bias, reverse, ...size }) => {
          const family: Family = families[name];
          const cell = family.cell(size.I, size.H, { bias });
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
            { x, ...Object.fromEntries([...state.entries(), ...cell.namedParameters()]) },
            () => {
              const { output, state: last } = cell.run(x, state, { lengths, reverse });
              return [output, ...last];
            },
            () => composedDirection(cell, x, state, { lengths, reverse }),
          );
          dispose([cell, x, state, lengths]);
        },
      ),
      { numRuns: 80 },
    );
  });
});
