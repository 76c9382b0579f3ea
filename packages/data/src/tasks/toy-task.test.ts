import { describe, expect, it } from 'vitest';
import { dateFormats, formatDate } from './date-formats.ts';
import { toyTask, toyTaskNames, type ToyTask, type ToyTaskName } from './toy-task.ts';

const small = { train: 60, validation: 17, test: 23 };
const sources = (pairs: ToyTask['train']) => pairs.map(({ source }) => source);

describe.each(toyTaskNames)('%s', (name) => {
  const task = toyTask(name, small);

  it('has the sizes asked for, and no source in two splits', () => {
    const copies = name === 'dates' ? dateFormats.length : 1;
    expect(task.train).toHaveLength(60 * copies);
    expect(task.validation).toHaveLength(17 * copies);
    expect(task.test).toHaveLength(23 * copies);
    const train = new Set(sources(task.train));
    const held = [...sources(task.validation), ...sources(task.test)];
    expect(held.filter((source) => train.has(source))).toEqual([]);
  });

  it('is the same for a seed and another for another', () => {
    expect(toyTask(name, small)).toEqual(task);
    expect(toyTask(name, { ...small, seed: 2 }).test).not.toEqual(task.test);
  });
});

describe('the tasks', () => {
  it('copy, reverse and sort sequences', () => {
    for (const { source, target } of toyTask('copy', small).test) expect(target).toBe(source);
    for (const { source, target } of toyTask('reverse', small).test) {
      expect(target.split(' ').toReversed().join(' ')).toBe(source);
    }
    for (const { source, target } of toyTask('sort', { ...small, symbols: 101 }).test) {
      const numbers = target.split(' ').map(Number);
      expect(numbers).toEqual(
        source
          .split(' ')
          .map(Number)
          .toSorted((a, b) => a - b),
      );
    }
  });

  it('keep to the lengths asked for', () => {
    const lengths = sources(toyTask('copy', { minLength: 3, maxLength: 5 }).train).map(
      (source) => source.split(' ').length,
    );
    expect(new Set(lengths)).toEqual(new Set([3, 4, 5]));
  });

  it('add, and keep a+b and b+a in one split', () => {
    const { train, test } = toyTask('addition', { train: 400, test: 400, digits: 2 });
    const seen = new Set(sources(train));
    for (const { source, target } of test) {
      const [a, b] = source.split('+').map(Number) as [number, number];
      expect(Number(target)).toBe(a + b);
      expect(seen.has(`${b}+${a}`)).toBe(false);
    }
  });

  it('refuse more examples than exist, and an unknown name', () => {
    expect(() => toyTask('copy', { symbols: 2, maxLength: 3 })).toThrow(
      '11000 distinct examples were asked for, but only 14 exist',
    );
    expect(() => toyTask('dates', { train: 40_000 })).toThrow('there are 36525');
    expect(() => toyTask('revers' as ToyTaskName)).toThrow(
      'unknown task "revers", did you mean "reverse"?',
    );
  });
});

describe('dates', () => {
  const date = { year: 2004, month: 2, day: 9 };

  it('are written in twenty formats', () => {
    const written = dateFormats.map((format) => formatDate(date, format));
    expect(written.join('; ')).toBe(
      [
        '2/9/2004; 02/09/2004; 2/9/04; 02/09/04; 02-09-2004; 02-09-04',
        '9.2.2004; 09.02.2004; 09.02.04; 2004/02/09; 2004.02.09; 20040209',
        'FEB 9, 2004; FEB 09, 2004; FEB 9 2004; 9 FEB 2004; 09 FEB 2004',
        '09-FEB-2004; 09FEB2004; 09FEB04',
      ].join('; '),
    );
  });

  it('are written in the formats asked for', () => {
    const { train, test } = toyTask('dates', { ...small, formats: ['YYYY-M-D', 'DDMMYY'] });
    expect(train).toHaveLength(120);
    expect(test[0]!.source).toMatch(/^\d{4}-\d\d?-\d\d?$/);
    expect(test[1]!.source).toMatch(/^\d{6}$/);
  });

  it.each(['DD.MM.', 'YYYY', 'D.M.YY YYYY', ''])('refuse the format "%s"', (format) => {
    const formats = ['MM/DD/YY', format];
    expect(() => toyTask('dates', { ...small, formats })).toThrow(
      `the date format ${JSON.stringify(format)} must say year`,
    );
    expect(() => toyTask('dates', { ...small, formats: [] })).toThrow('at least one format');
  });

  it.each([
    [['M/D/YYYY', 'D/M/YYYY'], '"2/1/1999" would have two meanings'],
    [['MDYYYY'], '"1111999" would have two meanings'],
    [['YYMMDD', 'DDMMYY'], 'would have two meanings'],
  ])('refuse the formats %j, in which a text means two days', (formats, message) => {
    expect(() => toyTask('dates', { ...small, formats })).toThrow(message);
  });

  it('mean one day each, over all 36,525 days and all formats', () => {
    const { train } = toyTask('dates', { train: 36_525, validation: 0, test: 0 });
    expect(train).toHaveLength(730_500);
    const meanings = new Map<string, string>();
    const ambiguous = train.filter(({ source, target }) => {
      const known = meanings.get(source);
      meanings.set(source, target);
      return known !== undefined && known !== target;
    });
    expect(ambiguous).toEqual([]);
    const days = new Set(meanings.values());
    expect(days.size).toBe(36_525);
    expect([...days].toSorted().at(0)).toBe('1950-01-01');
    expect([...days].toSorted().at(-1)).toBe('2049-12-31');
    expect(days.has('2000-02-29')).toBe(true);
  });
});
