import { cpu } from '@rondo/backend-cpu';
import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { FakeIo } from '../../../test/fake-io.ts';
import { FileServer } from '../../../test/file-server.ts';
import { Workspace } from '../../../test/workspace.ts';
import { dataSetNamed } from '../../download/data-sets.ts';

/** Lines of an animal, what it does, and to what. */
const lines = Array.from({ length: 900 }, (_, n) => {
  const [animal, thing] = [['小狗', '小猫'][n % 2]!, ['脸', '鞋', '球'][n % 3]!];
  const verb = thing === '脸' ? '舔' : thing === '球' ? '追' : animal === '小狗' ? '咬' : '抓';
  return `${['这个', '那个'][n % 5 > 2 ? 1 : 0]} 可爱的 ${animal} ${verb} 我的 ${thing}\n`;
});

const config = `
data: { text: corpus.txt.gz }
vocabulary: { minCount: 2 }
training: { architecture: cbow, dimensions: 8, window: 3, subsample: 0, epochs: 9, wordsPerStep: 500 }
`;

function withCorpus(): Workspace {
  const workspace = new Workspace();
  workspace.file('corpus.txt.gz', gzipSync(lines.join('')));
  workspace.file('words.yaml', config);
  return workspace;
}

const filled = '这个 可爱的 小狗 _ 我的 脸';

describe('rondo embed train', () => {
  it('learns vectors, whose run other commands take', async () => {
    const workspace = withCorpus();
    const trained = await workspace.rondo('embed train words.yaml --out run --text words.vec');
    expect(trained).toMatchObject({ code: 0, complaint: '' });
    expect(trained.printed).toMatch(/^5,400 words, 13 different ones; 8 dimensions\nepoch 1, loss/);
    expect(trained.printed).toContain('Vectors: run/vectors.safetensors');
    expect(readFileSync(workspace.path('words.vec'), 'utf8')).toMatch(/^13 8\n/);
    const metrics = readFileSync(workspace.path('run/metrics.jsonl'), 'utf8').trim().split('\n');
    expect(JSON.parse(metrics[0]!)).toMatchObject({ kind: 'start' });
    expect(JSON.parse(metrics.at(-1)!)).toMatchObject({ kind: 'step', step: metrics.length - 1 });
    expect(readFileSync(workspace.path('run/config.yaml'), 'utf8')).toContain('../corpus.txt.gz');

    const fill = await workspace.rondo(['embed', 'fill', '--model', 'run', '-k', '1', filled]);
    expect(fill).toMatchObject({ code: 0, complaint: '' });
    expect(fill.printed).toMatch(/^舔\t0\.\d{4}\n$/);
    const among = ['--among', '咬', '--among', '舔', `奇怪的 ${filled} ，`];
    const some = await workspace.rondo(['embed', 'fill', '--model', 'run', ...among]);
    expect(some.printed).toMatch(/^舔\t.*\n咬\t.*\n$/);
    expect(some.complaint).toBe('not in the vocabulary: 奇怪的\n');
    const near = 'embed neighbours -k 2 小狗 --model';
    const ofRun = await workspace.rondo(`${near} run`);
    expect(ofRun.printed).toMatch(/^小狗\n\S+\t-?\d\.\d{4}\n\S+\t-?\d\.\d{4}\n$/);
    expect((await workspace.rondo(`${near} words.vec`)).printed).toBe(ofRun.printed);
    expect((await workspace.rondo(`${near} run/vectors.safetensors`)).printed).toBe(ofRun.printed);
  });

  it('goes on after Ctrl-C to the same bits', async () => {
    const workspace = withCorpus();
    await workspace.rondo('embed train words.yaml --out whole');
    const io = new FakeIo(workspace.folder);
    io.onWrite = (text) => {
      if (text.startsWith('epoch 3')) io.pressCtrlC();
    };
    const stopped = await workspace.rondo('embed train words.yaml --out parts', io);
    expect(stopped.code).toBe(130);
    expect(stopped.printed).toMatch(
      /Stopped after step \d+\. Go on with: rondo embed train --out parts --resume\n$/,
    );
    expect(existsSync(workspace.path('parts/vectors.safetensors'))).toBe(false);
    const refused = await workspace.rondo('embed train words.yaml --out parts');
    expect(refused.complaint).toContain('parts already holds a run; add --resume');
    const resumed = await workspace.rondo('embed train --out parts --resume');
    expect(resumed).toMatchObject({ code: 0, complaint: '' });
    expect(resumed.printed).toContain('Going on after step');
    const [a, b] = ['whole', 'parts'].map((run) =>
      readFileSync(workspace.path(`${run}/vectors.safetensors`)),
    );
    expect(a!.equals(b!)).toBe(true);
  });

  it('learns from a text that is one line, in steps', async () => {
    const workspace = new Workspace();
    const words = lines.join('').replaceAll('\n', ' ').repeat(70);
    expect(Buffer.byteLength(words)).toBeGreaterThan(2 ** 21);
    workspace.file('one.txt', words);
    workspace.file('one.yaml', 'data: { text: one.txt }\ntraining: { dimensions: 4, epochs: 1 }\n');
    const trained = await workspace.rondo('embed train one.yaml --out run');
    expect(trained).toMatchObject({ code: 0, complaint: '' });
    expect(trained.printed).toContain('378,000 words, 13 different ones');
    const metrics = readFileSync(workspace.path('run/metrics.jsonl'), 'utf8').trim().split('\n');
    expect(metrics.length).toBeGreaterThan(30);
    expect((JSON.parse(metrics.at(-1)!) as { learningRate: number }).learningRate).toBeLessThan(
      0.002,
    );
  });

  it('goes on with more epochs, and keeps their number', async () => {
    const workspace = withCorpus();
    await workspace.rondo('embed train words.yaml --out run');
    const more = 'embed train --out run --resume --set training.epochs=11';
    const longer = await workspace.rondo(more);
    expect(longer).toMatchObject({ code: 0, complaint: '' });
    expect(longer.printed).toMatch(/Going on after step \d+\nepoch 10, .*\nepoch 11, .*\nTrained/);
    expect(readFileSync(workspace.path('run/config.yaml'), 'utf8')).toContain('epochs: 11');
    const again = await workspace.rondo('embed train --out run --resume');
    expect(again).toMatchObject({ code: 0, complaint: '' });
    const shorter = 'embed train --out run --resume --set training.epochs=3';
    expect((await workspace.rondo(shorter)).complaint).toContain('has had 11 epochs');
  });

  it('begins with the vectors of a run or a file, and keeps the words of the run', async () => {
    const workspace = withCorpus();
    const first = await workspace.rondo('embed train words.yaml --out run --text words.vec');
    workspace.file('more.txt', lines.map((line) => line.replaceAll('小狗', '老虎')).join(''));
    const options = '--set data.text=more.txt --set training.epochs=2';
    for (const [initial, known] of [
      ['run', 14],
      ['run/vectors.safetensors', 14],
      ['words.vec', 13],
    ]) {
      const line = `embed train words.yaml --out second --overwrite ${options} --set initial=${initial}`;
      const second = await workspace.rondo(line);
      expect(second).toMatchObject({ code: 0, complaint: '' });
      expect(second.printed).toContain(`5,400 words, ${known} different ones`);
      const lossOf = (text: string): number => Number(/epoch 1, loss ([\d.]+)/u.exec(text)![1]);
      expect(lossOf(second.printed)).toBeLessThan(lossOf(first.printed));
      expect((await workspace.rondo('embed train --out second --resume')).code).toBe(0);
    }
    const wide = 'embed train words.yaml --out wide --set initial=run --set training.dimensions=9';
    expect((await workspace.rondo(wide)).complaint).toContain('train with dimensions: 8');
    const none = 'embed train words.yaml --out none --set initial=none.bin';
    expect((await workspace.rondo(none)).complaint).toContain('there is no such file');
  });

  it('joins phrases, and does so again when it goes on', async () => {
    const workspace = withCorpus();
    const line = 'embed train words.yaml --out run';
    const phrases = '--set phrases.threshold=2 --set phrases.passes=2 --set training.epochs=2';
    const trained = await workspace.rondo(`${line} ${phrases} --text words.vec`);
    expect(trained).toMatchObject({ code: 0, complaint: '' });
    expect(readFileSync(workspace.path('words.vec'), 'utf8')).toMatch(/^这个_可爱的_小狗_咬 /mu);
    const resumed = 'embed train --out run --resume --set training.epochs=3';
    expect(await workspace.rondo(resumed)).toMatchObject({ code: 0, complaint: '' });
    const wrong = await workspace.rondo(`${line} --overwrite --set phrases.treshold=2`);
    expect(wrong.complaint).toContain("phrases.treshold: unknown key; did you mean 'threshold'?");
  });

  it('does not go on with other files, other options, or a run of something else', async () => {
    const workspace = withCorpus();
    await workspace.rondo('embed train words.yaml --out run');
    const other = 'embed train --out run --resume --set training.dimensions=9';
    expect((await workspace.rondo(other)).complaint).toContain('of other options');
    workspace.file('corpus.txt.gz', gzipSync('a b\n'));
    const changed = await workspace.rondo('embed train --out run --resume');
    expect(changed.complaint).toContain('the files of the corpus are not those');
    mkdirSync(workspace.path('foreign'));
    cpSync(workspace.path('run/vectors.safetensors'), workspace.path('foreign/last.safetensors'));
    const foreign = await workspace.rondo('embed train words.yaml --out foreign --resume');
    expect(foreign).toMatchObject({ code: 1 });
    expect(foreign.complaint).toContain('this is no state of a run of `rondo embed train`');
  });

  it.each([
    ['{}', 'data: is missing; name files to learn from'],
    ['data: { txt: a }', "data.txt: unknown key; did you mean 'text'?"],
    ['data: { text: none.txt }', 'there is no such file'],
    ['data: { text: few.txt }', 'lower minCount'],
    ['data: { text: few.txt, column: 3 }', 'few.txt, line 1: expected column 3'],
    ['data: { text: empty.txt }', 'empty'],
    ['data: { text: few.txt }\nvocabulary: { minCount: 9 }', 'lower minCount'],
    ['data: { text: one.txt }\nvocabulary: { minCount: 1 }', "only the word 'alone'"],
    ['data: { text: few.txt }\ntokenizer: { kind: wrods }', 'did you mean "words"?'],
    ['data: { text: few.txt }\ntokenizer: { kind: subword }', 'vectors are of words here'],
    [
      'data: { text: few.txt }\ntraining: { epochs: 0, windw: 3 }',
      "does not fit:\n  training.epochs: expected >=1, received 0\n  training.windw: unknown key; did you mean 'window'?",
    ],
    [
      'data: { text: few.txt }\nvocabulary: { minCount: 0 }',
      'vocabulary.minCount: expected >=1, received 0',
    ],
    [
      'data: { text: few.txt }\nvocabulary: 3',
      'vocabulary: expected keys and their values, received 3',
    ],
    [
      'data: { text: few.txt }\ntraining: { minLearningRate: 9 }',
      'training.minLearningRate: 9 is above learningRate',
    ],
    ['data: { text: words.txt }', 'no sentence has two words of the vocabulary'],
    ['data: { text: small.txt }\ntraining: { subsample: 1e-6 }', 'subsample: 0'],
  ])('refuses %j and leaves nothing', async (text, message) => {
    const workspace = new Workspace();
    workspace.file('few.txt', 'a b c\n');
    workspace.file('empty.txt', '');
    workspace.file('one.txt', 'alone alone\n');
    workspace.file('words.txt', 'a\nb\n'.repeat(6));
    workspace.file('small.txt', 'a b c\n'.repeat(50));
    workspace.file('bad.yaml', text);
    const { code, complaint } = await workspace.rondo('embed train bad.yaml --out run');
    expect(complaint).toContain(message);
    expect(complaint).not.toContain('fault in the program');
    expect(code).toBe(1);
    expect(existsSync(workspace.path('run'))).toBe(false);
  });

  it('computes where it is told to, or where it is faster, and goes on there', async () => {
    const workspace = withCorpus();
    const line = 'embed train words.yaml --overwrite --set training.epochs=2 --out run';
    const absent = await workspace.rondo(`${line} --backend webgpu`);
    expect(absent).toMatchObject({ code: 1 });
    expect(absent.complaint).toContain('To compute on the processor: --backend cpu\n');
    expect(existsSync(workspace.path('run'))).toBe(false);
    const io = new FakeIo(workspace.folder);
    const device = Object.assign(cpu(), { name: 'device' });
    io.makeWebGpu = () => Promise.resolve(device);
    expect(await workspace.rondo(`${line} --backend webgpu`, io)).toMatchObject({ code: 0 });
    device.dispose();
    for (const more of ['', ' --resume']) {
      const auto = await workspace.rondo(
        `${more === '' ? line : 'embed train --out run --resume'} --backend auto`,
      );
      expect(auto.complaint).toMatch(/^Backend: cpu/u);
      expect(auto.code).toBe(0);
    }
  });

  it('leaves files of the user as they are', async () => {
    const workspace = withCorpus();
    mkdirSync(workspace.path('mine'));
    workspace.file('mine/vectors.safetensors', 'mine');
    const { complaint } = await workspace.rondo('embed train words.yaml --out mine --overwrite');
    expect(complaint).toContain('mine/vectors.safetensors is there and of no run');
    workspace.file('words.vec', 'mine');
    const text = await workspace.rondo('embed train words.yaml --out run --text words.vec');
    expect(text.complaint).toContain(
      'words.vec is there already; add --overwrite, or name another with --text',
    );
    const corpus = 'embed train words.yaml --out run --text corpus.txt.gz --overwrite';
    expect((await workspace.rondo(corpus)).complaint).toContain('is what would be read');
    expect(existsSync(workspace.path('run'))).toBe(false);
  });

  it('knows jobs by name', async () => {
    const workspace = new Workspace();
    const { printed } = await workspace.rondo('embed train --help');
    expect(printed).toMatch(/ {2}song-poems +Song poems by characters/);
    const wrong = await workspace.rondo('embed train song-poem');
    expect(wrong.complaint).toContain('did you mean song-poems?');
  });

  it.each([
    ['song-poems', 'songci.tsv'],
    ['wikitext', 'train.txt'],
  ])('%s says how to get its data', async (name, file) => {
    const workspace = new Workspace();
    const { code, complaint } = await workspace.rondo(`embed train ${name}`);
    expect(code).toBe(1);
    expect(complaint).toContain(workspace.path(`data/${name}/${file}`));
    const download = `rondo download ${name} --out ${workspace.path('data')}`;
    expect(complaint).toContain(`, or fetch this data with\n  ${download}\n`);
  });

  it('song-poems goes on from what its download makes', async () => {
    const server = await FileServer.start();
    const poem = { author: '某', rhythmic: '调', paragraphs: ['春花，秋月。', '春水秋山。'] };
    for (const { remote } of dataSetNamed('song-poems').files) {
      server.serve(`/${remote}`, JSON.stringify([poem]));
    }
    const workspace = new Workspace();
    const from = `--from ${server.url('')} --any-version`;
    const download = await workspace.rondo(`download song-poems ${from}`);
    expect(download).toMatchObject({ code: 0, complaint: '' });
    const trained = await workspace.rondo('embed train song-poems --set training.subsample=0');
    expect(trained).toMatchObject({ code: 0, complaint: '' });
    expect(trained.printed).toContain('184 words, 6 different ones');
  });

  it('wikitext goes on from what its download brings', async () => {
    const server = await FileServer.start();
    const text = `= Dogs = \n\n ${'The dog , it barks . '.repeat(40)}\n`;
    for (const { remote } of dataSetNamed('wikitext').files) server.serve(`/${remote}`, text);
    const workspace = new Workspace();
    const from = `--from ${server.url('')} --any-version`;
    expect(await workspace.rondo(`download wikitext ${from}`)).toMatchObject({ code: 0 });
    const small = '--set training.epochs=1 --set training.subsample=0';
    const trained = await workspace.rondo(`embed train wikitext ${small}`);
    expect(trained).toMatchObject({ code: 0, complaint: '' });
    expect(trained.printed).toContain('160 words, 4 different ones');
  });
});
