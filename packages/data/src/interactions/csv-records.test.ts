import { dsvFormat } from 'd3-dsv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DataError } from '../errors.ts';
import { csvRecords, type CsvOptions } from './csv-records.ts';

async function read(text: string, columns: string[], options?: CsvOptions) {
  const found: [number, ...string[]][] = [];
  for await (const { line, cells } of csvRecords(text.split('\n'), columns, options)) {
    found.push([line, ...cells]);
  }
  return found;
}

describe('csvRecords', () => {
  it('reads quotes, delimiters and line ends in cells, and tells the line of each record', async () => {
    const text = 'a,b,c\n1,"x, ""y""",3\n\n"two\nlines",,"4"\n5,6,7\n';
    expect(await read(text, ['c', 'a'])).toEqual([
      [2, '3', '1'],
      [4, '4', 'two\nlines'],
      [6, '7', '5'],
    ]);
    expect(await read('a;b\n1;"2;3"', ['b'], { delimiter: ';' })).toEqual([[2, '2;3']]);
  });

  it('reads whatever cells were written', async () => {
    const cell = fc.string({ unit: fc.constantFrom('"', ',', '\n', 'x', ' ', 'ü') });
    const rows = fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(rows, async (cells) => {
        const text = dsvFormat(',').formatRows([['a', 'b', 'c'], ...cells]);
        expect((await read(text, ['a', 'b', 'c'])).map(([, ...own]) => own)).toEqual(cells);
      }),
    );
  });

  it.each([
    [
      'user,item\n1,2',
      "films.csv, line 1: there is no column 'itm', did you mean 'item'? (found: user, item)",
    ],
    [
      'itm,b\n1,2\n1,2,3',
      "films.csv, line 3: expected 2 cells as in the first line, found 3; is ',' between them?",
    ],
    [
      'itm,b\n1,2\n1,12" pizza\n3,4',
      'films.csv, line 3: a quote is opened and not closed in 2 lines',
    ],
    ['itm,b\n1,"x"y', 'films.csv, line 2: expected 2 cells as in the first line, found 3'],
    [
      `itm,b\n"${'\n'.repeat(5000)}"`,
      'films.csv, line 2: a quote is opened and not closed in 1000 lines',
    ],
  ])('says what is wrong with %j', async (text, message) => {
    const reading = read(text, ['itm'], { name: 'films.csv' });
    await expect(reading).rejects.toThrow(DataError);
    await expect(reading).rejects.toThrow(message);
  });
});
