import { writeWord2VecBinary, writeWord2VecText } from '@rondo/embeddings';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { placeVectors, placeVectorsFile } from '../../../test/word-vectors.ts';
import { Workspace } from '../../../test/workspace.ts';

async function withVectors(): Promise<Workspace> {
  const workspace = new Workspace();
  workspace.file('v.safetensors', await placeVectorsFile());
  return workspace;
}

describe('rondo embed neighbours', () => {
  it('tells the nearest words of each word, of any form of vectors', async () => {
    const workspace = await withVectors();
    workspace.file('v.bin', Buffer.concat([...writeWord2VecBinary(placeVectors)]));
    const near = 'embed neighbours -k 2 oslo lima --model';
    const { code, printed } = await workspace.rondo(`${near} v.safetensors`);
    expect(code).toBe(0);
    expect(printed).toMatch(/^oslo\nnorway\t0\.\d{4}\n(.*\n)\nlima\nperu\t0\.\d{4}\n.*\n$/);
    expect((await workspace.rondo(`${near} v.bin`)).printed).toBe(printed);
    const text = Buffer.concat([...writeWord2VecText(placeVectors)]);
    for (const bytes of [text, text.subarray(text.indexOf('\n') + 1)]) {
      workspace.file('v.txt', bytes);
      expect((await workspace.rondo(`${near} v.txt`)).printed).toBe(printed);
    }
  });

  it('takes vectors by what they are, with repeated words and broken ones, which are told', async () => {
    const workspace = await withVectors();
    workspace.file('model', await placeVectorsFile());
    expect((await workspace.rondo('embed neighbours --model model oslo')).code).toBe(0);
    const broken = Buffer.from([0x78, 0xff, ...Buffer.from(' 1 2\n')]);
    workspace.file('v.vec', Buffer.concat([Buffer.from('4 2\na 1 2\nb 2 2\na 3 3\n'), broken]));
    const { code, printed, complaint } = await workspace.rondo('embed neighbours --model v.vec a');
    expect({ code, printed }).toEqual({ code: 0, printed: 'a\nx\uFFFD\t1.0000\nb\t0.9487\n' });
    expect(complaint).toBe(
      "warning: v.vec: 1 words are not UTF-8; what is broken in them became \uFFFD\nwarning: v.vec: 1 words come again, 'a' first; what they had first is taken\n",
    );
  });

  it('says what is wrong', async () => {
    const workspace = await withVectors();
    workspace.file('no.safetensors', 'no');
    workspace.file('random.bin', Uint8Array.of(0xf7, 1, 2, 200));
    workspace.file('no.txt', 'no');
    const wrong = async (line: string): Promise<string> => {
      const { code, printed, complaint } = await workspace.rondo(`embed neighbours ${line}`);
      expect({ code, printed }).toEqual({ code: line.startsWith('--model') ? 1 : 2, printed: '' });
      expect(complaint).not.toContain('fault in the program');
      return complaint;
    };
    expect(await wrong('--model v.safetensors olso')).toContain("did you mean 'oslo'?");
    expect(await wrong('--model none.safetensors a')).toContain('there is no such file');
    expect(await wrong('--model no.safetensors a')).toContain('no.safetensors: ');
    expect(await wrong('--model no.txt a')).toContain('no.txt: ');
    expect(await wrong('--model random.bin a')).toContain('this one with the bytes f7 01 02 c8');
    expect(await wrong('oslo')).toContain('--model is missing');
    expect(await wrong('oslo --modle v')).toContain('Did you mean --model?');
  });
});

describe('--index', () => {
  const line = (command: string, words: string): string =>
    `embed ${command} --model v.safetensors --index v.hnsw ${words}`;

  it('is built once, and answers are those without it', async () => {
    const workspace = await withVectors();
    const exact = await workspace.rondo('embed neighbours --model v.safetensors oslo lima');
    const first = await workspace.rondo(line('neighbours', 'oslo lima'));
    expect(first).toMatchObject({ code: 0, printed: exact.printed });
    const built = readFileSync(workspace.path('v.hnsw'));
    const again = await workspace.rondo(line('neighbours', 'oslo lima'));
    expect(again.printed).toBe(exact.printed);
    const oslo = await workspace.rondo(line('analogy', 'greece athens norway -k 1'));
    expect(oslo.printed).toMatch(/^oslo\t/);
    expect(readFileSync(workspace.path('v.hnsw')).equals(built)).toBe(true);
  });

  it('refuses what is no index of these vectors, and leaves it as it is', async () => {
    const workspace = await withVectors();
    await workspace.rondo(line('neighbours', 'oslo'));
    workspace.file('w.vec', '2 2\na 1 2\nb 2 2\n');
    const other = await workspace.rondo('embed neighbours --model w.vec --index v.hnsw a');
    expect(other).toMatchObject({ code: 1, printed: '' });
    expect(other.complaint).toMatch(/v\.hnsw is an index of other vectors: .*build the index/);
    const own = await workspace.rondo('embed neighbours --model w.vec --index w.vec a');
    expect(own.complaint).toMatch(/w\.vec is no index/);
    expect(readFileSync(workspace.path('w.vec'), 'utf8')).toBe('2 2\na 1 2\nb 2 2\n');
  });
});

describe('rondo embed analogy', () => {
  it('completes an analogy', async () => {
    const workspace = await withVectors();
    for (const method of ['3CosAdd', '3CosMul']) {
      const line = `embed analogy --model v.safetensors --method ${method} -k 2 greece athens norway`;
      expect((await workspace.rondo(line)).printed).toMatch(/^oslo\t\d\.\d{4}\n.*\n$/);
    }
    const two = await workspace.rondo('embed analogy --model v.safetensors greece athens');
    expect(two).toMatchObject({ code: 2 });
    expect(two.complaint).toContain('name three words');
  });

  it('counts what is completed right, group by group', async () => {
    const workspace = await withVectors();
    workspace.file(
      'q.txt',
      ': capitals\nGreece Athens Norway Oslo\nNorway Oslo Peru Noise\n: none\na b c d\n',
    );
    const line = 'embed analogy --model v.safetensors --questions q.txt --lower-case';
    const { printed } = await workspace.rondo(line);
    expect(printed).toBe(
      'capitals\t50.00 %\t1 of 2\nnone\tnone asked\t0 of 0, 1 with unknown words\nall\t50.00 %\t1 of 2, 1 with unknown words\n',
    );
    workspace.file('q.txt', 'Greece Athens NORWAY OSLO\nPeru Lima Greece Athens\n');
    const folded = 'embed analogy --model v.safetensors --questions q.txt --case-insensitive';
    expect((await workspace.rondo(folded)).printed).toContain('all\t100.00 %\t2 of 2\n');
    const first = await workspace.rondo(`${folded} --restrict-vocab 5`);
    expect(first.printed).toContain('all\t100.00 %\t1 of 1, 1 with unknown words\n');
    const words = 'embed analogy --model v.safetensors greece athens norway --restrict-vocab 5';
    expect((await workspace.rondo(words)).complaint).toContain('are for --questions');
    workspace.file('q.txt', 'a b c\n');
    expect((await workspace.rondo(line)).complaint).toContain('q.txt, line 1: expected four words');
  });
});

describe('rondo embed similarity', () => {
  it('tells the correlation and how many pairs are known', async () => {
    const workspace = await withVectors();
    workspace.file('a.tsv', 'Oslo\tnorway\t9\nlima\toslo\t5\nlima\tnoise\t1\nrome\titaly\t9\n');
    const line = 'embed similarity --model v.safetensors a.tsv';
    const { code, printed } = await workspace.rondo(`${line} --lower-case`);
    expect({ code, printed }).toEqual({ code: 0, printed: 'a.tsv\t1.0000\t3 of 4 pairs\n' });
    workspace.file('a.tsv', 'rome\titaly\t9\n');
    expect((await workspace.rondo(line)).complaint).toContain('a correlation needs two');
    workspace.file('a.tsv', Buffer.concat([...writeWord2VecText(placeVectors)]));
    expect((await workspace.rondo(line)).complaint).toMatch(
      /a\.tsv, line 1: .*, as in a file of vectors; take a file of pairs/,
    );
  });
});

describe('rondo embed map', () => {
  it('writes a page, the same each time, and replaces none unasked', async () => {
    const workspace = await withVectors();
    const line = 'embed map --model v.safetensors --out map.html';
    expect(await workspace.rondo(line)).toMatchObject({
      code: 0,
      printed: 'Wrote the map of 7 words to map.html\n',
    });
    const page = readFileSync(workspace.path('map.html'), 'utf8');
    expect(page).toContain('<title>Words of v.safetensors</title>');
    expect((await workspace.rondo(line)).complaint).toContain('map.html is there already');
    expect(await workspace.rondo(`${line} --overwrite`)).toMatchObject({ code: 0 });
    expect(readFileSync(workspace.path('map.html'), 'utf8')).toBe(page);
    await workspace.rondo(`${line} --overwrite --words 5 --title Places`);
    const small = readFileSync(workspace.path('map.html'), 'utf8');
    expect(small).toContain('<h1>Places</h1>');
    expect(small).toContain('5 of 7 words, 5 dimensions');
  });
});

it('rondo embed fill needs what predicts', async () => {
  const workspace = await withVectors();
  const { complaint } = await workspace.rondo(['embed', 'fill', '-m', 'v.safetensors', 'a _']);
  expect(complaint).toContain('v.safetensors: the file has vectors only');
  workspace.file('v.vec', Buffer.concat([...writeWord2VecText(placeVectors)]));
  const ofText = await workspace.rondo(['embed', 'fill', '-m', 'v.vec', 'a _']);
  expect(ofText).toMatchObject({ code: 1 });
  expect(ofText.complaint).toMatch(
    /^error: v\.vec is no file of a run .*: name the folder of a run/,
  );
});

it('rondo embed lists its commands, and each helps', async () => {
  const workspace = new Workspace();
  expect((await workspace.rondo('--help')).printed).toMatch(/ {2}embed +train vectors of words/);
  for (const command of ['train', 'neighbours', 'analogy', 'fill', 'similarity', 'map']) {
    const { code, printed } = await workspace.rondo(`embed ${command} --help`);
    expect(code).toBe(0);
    expect(printed).toContain(`Usage: rondo embed ${command}`);
    const twice = `embed ${command} --model a --model b`;
    if (command === 'train') continue;
    expect((await workspace.rondo(twice)).complaint).toContain('is given again');
  }
});
