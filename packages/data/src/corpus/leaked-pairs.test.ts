import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dataReport } from './data-report.ts';
import { leakedPairs } from './leaked-pairs.ts';

const side = fc.constantFrom('a', 'A', ' a', 'b', 'b  a', 'B a');
const pairs = fc.array(fc.record({ source: side, target: side }), { maxLength: 12 });

describe('leakedPairs', () => {
  it('counts the leaks of the data report, and none where there are none', () => {
    fc.assert(
      fc.property(pairs, pairs, fc.option(pairs, { nil: undefined }), (train, validation, test) => {
        const splits = { train, validation, test };
        const expected = dataReport(splits).leaks.flatMap(({ of, inside, pairs: leaked }) =>
          inside === 'train' && leaked > 0
            ? [{ of, leaked, pairs: of === 'test' ? test!.length : validation.length }]
            : [],
        );
        expect(leakedPairs(splits)).toEqual(expected);
      }),
    );
  });
});
