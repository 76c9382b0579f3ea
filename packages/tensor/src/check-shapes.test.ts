import { describe, expect, it } from 'vitest';
import { factsOf } from '../test/faults.ts';
import { checkShapes, type ShapeRules } from './check-shapes.ts';
import { ShapeError } from './errors.ts';

const of = (...shape: number[]) => ({ shape });

/** The sentence that a mismatch is told with. */
function sentence(rules: ShapeRules, known?: Record<string, number>): string {
  try {
    checkShapes('GRUCell', rules, known);
  } catch (error) {
    if (error instanceof ShapeError) return error.message;
  }
  return 'nothing was thrown';
}

describe('checkShapes', () => {
  it('returns the sizes it found', () => {
    const sizes = checkShapes(
      'GRUCell',
      { x: [of(2, 7), ['N', 'inputSize']], h: [of(2, 6), ['N', 'hiddenSize']] },
      { inputSize: 7 },
    );
    expect(sizes).toEqual({ N: 2, inputSize: 7, hiddenSize: 6 });
  });

  it('takes any number of leading dimensions for "..."', () => {
    expect(checkShapes('linear', { x: [of(5, 3, 2), ['...', 'in']] })).toEqual({ in: 2 });
    expect(checkShapes('linear', { x: [of(2), ['...', 'in']] })).toEqual({ in: 2 });
    expect(() => checkShapes('linear', { x: [of(), ['...', 'in']] })).toThrow(ShapeError);
  });

  it('does not check an absent argument', () => {
    expect(checkShapes('linear', { bias: [undefined, ['out']] })).toEqual({});
  });

  it('says which argument a size came from', () => {
    const rules: ShapeRules = { x: [of(2, 7), ['N', 'I']], h: [of(1, 4), ['N', 'H']] };
    expect(sentence(rules)).toBe('GRUCell: expected h [N, H] with N = 2 (from x), received [1, 4]');
    expect(factsOf(ShapeError, () => checkShapes('GRUCell', rules))).toMatchObject({
      where: 'GRUCell',
      argument: 'h',
      expected: ['N', 'H'],
      received: [1, 4],
      sizes: { N: 2, I: 7 },
    });
  });

  it('tells sizes known beforehand, fixed sizes and a wrong rank', () => {
    expect(sentence({ x: [of(2, 5), ['N', 'I']] }, { I: 7 })).toBe(
      'GRUCell: expected x [N, I] with I = 7, received [2, 5]',
    );
    expect(sentence({ x: [of(4), [3]] })).toBe('GRUCell: expected x [3], received [4]');
    expect(sentence({ x: [of(4), ['N', 'I']] })).toBe('GRUCell: expected x [N, I], received [4]');
  });

  it('binds a name that stands twice in one argument', () => {
    expect(checkShapes('eye', { x: [of(3, 3), ['n', 'n']] })).toEqual({ n: 3 });
    expect(sentence({ x: [of(3, 4), ['n', 'n']] })).toBe(
      'GRUCell: expected x [n, n] with n = 3 (from x), received [3, 4]',
    );
  });
});
