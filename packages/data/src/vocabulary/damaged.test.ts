import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orderly, outcome } from '../../test/outcome.ts';
import { Vocabulary } from './vocabulary.ts';

const whole = JSON.stringify(new Vocabulary(['ein', 'Hund', '漢', '😀']));

describe('a damaged vocabulary', () => {
  it('gives a DataError or a vocabulary that is whole, for any JSON', () => {
    const value = fc.oneof(
      fc.jsonValue(),
      fc.record(
        {
          format: fc.constantFrom('rondo-vocabulary', 'other', 1),
          version: fc.constantFrom(1, 2, '1', null),
          specials: fc.oneof(
            fc.jsonValue(),
            fc.record({
              pad: fc.string(),
              begin: fc.string(),
              end: fc.string(),
              unknown: fc.oneof(fc.string(), fc.constant(null)),
            }),
          ),
          tokens: fc.array(fc.oneof(fc.string(), fc.constantFrom(null, 'a', 'b'))),
        },
        { requiredKeys: [] },
      ),
    );
    fc.assert(
      fc.property(value, (json) => {
        const end = outcome(() => {
          const vocabulary = Vocabulary.fromJSON(json);
          expect(new Set(vocabulary.tokens).size).toBe(vocabulary.size);
          expect(vocabulary.tokens.slice(4)).toEqual((json as { tokens: string[] }).tokens);
        });
        expect(orderly).toContain(end);
      }),
      { numRuns: 1000 },
    );
  });

  it('gives a DataError when a part of the text is changed', () => {
    fc.assert(
      fc.property(fc.nat({ max: whole.length - 1 }), fc.string({ maxLength: 3 }), (at, put) => {
        let json: unknown;
        try {
          json = JSON.parse(whole.slice(0, at) + put + whole.slice(at + put.length + 1));
        } catch {
          return;
        }
        const end = outcome(() => {
          expect(Vocabulary.fromJSON(json).size).toBeGreaterThanOrEqual(4);
        });
        expect(orderly).toContain(end);
      }),
      { numRuns: 500 },
    );
  });
});
