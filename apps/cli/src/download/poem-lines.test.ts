import { expect, it } from 'vitest';
import { poemLines } from './poem-lines.ts';

const poem = { author: '某', rhythmic: '调', paragraphs: ['春花，秋月。', '春水。'] };
const files = (...contents: readonly (readonly [string, unknown])[]): Map<string, Uint8Array> =>
  new Map(
    contents.map(([name, value]) => [
      name,
      new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value)),
    ]),
  );

it('makes a line of each poem, file by file', () => {
  const odd = { ...poem, author: '甲\t乙', paragraphs: [] };
  expect(poemLines(files(['b.json', [poem, odd]], ['a.json', [poem]]))).toBe(
    '某\t调\t春花，秋月。春水。\n甲 乙\t调\t\n某\t调\t春花，秋月。春水。\n',
  );
});

it.each([
  ['[', 'a.json: expected JSON'],
  [{}, 'a.json: expected poems with author, rhythmic and paragraphs; at the top: '],
  [[poem, { author: '某' }], '; at 1.rhythmic: '],
])('names the file that has no poems: %j', (content, message) => {
  expect(() => poemLines(files(['a.json', content]))).toThrow(message);
});
