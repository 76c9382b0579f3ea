import { describe, expect, it } from 'vitest';
import { DataError } from '../errors.ts';
import { basketLines } from './basket-lines.ts';
import { csvFeatures, movieLensMovies, type CsvFeaturesOptions } from './csv-features.ts';
import {
  csvInteractions,
  movieLensRatings,
  type CsvInteractionsOptions,
} from './csv-interactions.ts';
import { historiesOf } from './histories.ts';
import type { History } from './interaction.ts';

const historiesIn = (text: string, options?: CsvInteractionsOptions) =>
  historiesOf(csvInteractions(text.split('\n'), options));

async function collect(histories: AsyncIterable<History>): Promise<History[]> {
  const found: History[] = [];
  for await (const history of histories) found.push(history);
  return found;
}

describe('csvInteractions', () => {
  it('gives liked films by time; equal times stay in their order', async () => {
    const text = [
      'userId,movieId,rating,timestamp',
      '7,30,4.0,90',
      '7,10,5.0,20',
      '8,10,3.5,1',
      '7,20,4.5,20',
      '8,40,4.0,100',
    ].join('\n');
    expect(await historiesIn(text, movieLensRatings)).toEqual([
      { user: '7', items: ['10', '20', '30'] },
      { user: '8', items: ['40'] },
    ]);
  });

  it('takes dates, or the order of the lines', async () => {
    const dates = 'when,item,user\n2024-05-02,b,u\n2024-05-01T23:00:00Z,a,u';
    const items = [{ user: 'u', items: ['a', 'b'] }];
    expect(await historiesIn(dates, { columns: { time: 'when' } })).toEqual(items);
    expect(await historiesIn('user,item\nu,a\nu,b\n')).toEqual(items);
  });

  it.each<[string, CsvInteractionsOptions, string]>([
    ['user,item\nu,a\n,b', {}, "CSV, line 3: the column 'user' is empty"],
    ['user,item\nu,', {}, "CSV, line 2: the column 'item' is empty"],
    [
      'user,item,n\nu,a,many',
      { columns: { value: 'n' } },
      "line 2: expected a number in the column 'n', found 'many'",
    ],
    [
      'user,item,t\nu,a,\n',
      { columns: { time: 't' }, name: 'log.csv' },
      "log.csv, line 2: expected a number or a date such as 2024-05-31T12:00:00Z in the column 't'",
    ],
    ['user,item\nu,a', { least: 4 }, 'no column is named for them; name it as columns.value'],
  ])('says what is wrong with %j', async (text, options, message) => {
    await expect(historiesIn(text, options)).rejects.toThrow(DataError);
    await expect(historiesIn(text, options)).rejects.toThrow(message);
  });
});

describe('basketLines', () => {
  it('gives a basket a line, named by it', async () => {
    const found = await collect(basketLines([' milk  bread', '', 'tea']));
    expect(found).toEqual([
      { user: '1', items: ['milk', 'bread'] },
      { user: '3', items: ['tea'] },
    ]);
    const [commas] = await collect(basketLines(['oat milk, tea,,'], { separator: ',' }));
    expect(commas!.items).toEqual(['oat milk', 'tea']);
  });
});

describe('csvFeatures', () => {
  const read = (text: string, options?: CsvFeaturesOptions) =>
    csvFeatures(text.split('\n'), options);

  it('reads titles, bags of categories and numbers', async () => {
    const text = 'movieId,title,genres\n1,"Toy, Story (1995)",Comedy|Children|Comedy\n2,Heat,\n';
    expect(await read(text, movieLensMovies)).toEqual([
      { id: '1', title: 'Toy, Story (1995)', categories: [['Comedy', 'Children']], numbers: [] },
      { id: '2', title: 'Heat', categories: [[]], numbers: [] },
    ]);
    const priced = await read('item,price,kind\na,2.5,x\nb,,y z', {
      categories: ['kind'],
      separator: ' ',
      numbers: ['price'],
    });
    expect(priced.map(({ numbers }) => numbers)).toEqual([[2.5], [0]]);
    expect(priced[1]!.categories).toEqual([['y', 'z']]);
  });

  it.each([
    ['item,p\na,1\na,2', "CSV, line 3: the column 'item' has 'a' for the second time"],
    ['item,p\n,1', "CSV, line 2: the column 'item' is empty"],
    ['item,p\na,cheap', "CSV, line 2: expected a number in the column 'p', found 'cheap'"],
  ])('says what is wrong with %j', async (text, message) => {
    await expect(read(text, { numbers: ['p'] })).rejects.toThrow(message);
  });
});
