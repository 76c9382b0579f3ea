import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import fc from 'fast-check';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { startServing, type Served } from '../../test/served.ts';
import { tinyModel, withModel } from '../../test/tiny-model.ts';

let model: string;
beforeAll(async () => {
  model = await tinyModel();
});

const running: Served[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.end()));
});

/** `rondo serve` on a free port. */
async function serve(options?: string): Promise<Served> {
  const served = await startServing(model, options);
  running.push(served);
  return served;
}

interface Answer {
  readonly translations: readonly {
    readonly text: string;
    readonly score: number;
    readonly finished: boolean;
    readonly alternatives?: readonly { readonly text: string; readonly score: number }[];
  }[];
  readonly error: { readonly code: string; readonly message: string };
}

async function post(
  { url }: Served,
  body: unknown,
  headers: Record<string, string> = { 'Content-Type': 'application/json' },
): Promise<{ status: number; body: Answer; headers: Headers }> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(`${url}/translate`, { method: 'POST', headers, body: text });
  const answer = (await response.json()) as Answer;
  return { status: response.status, body: answer, headers: response.headers };
}

/** How many sentences a service has to do. */
async function sentencesOf({ url }: Served): Promise<number> {
  const report = (await (await fetch(`${url}/health`)).json()) as { load: { sentences: number } };
  return report.load.sentences;
}

/** How long a busy machine may take, in milliseconds. */
const patience = { timeout: 60_000, interval: 5 };

const texts = ['3 1 4', '1 5 9 2 6', '', '7', '5 3 5 8', ' \n '];

describe('rondo serve', () => {
  it('answers as rondo translate does, in order, empty sentences empty', async () => {
    const served = await serve();
    const workspace = withModel(model);
    workspace.file('in', texts.map((text) => `${text.trim()}\n`).join(''));
    const { printed } = await workspace.rondo('translate -m m.safetensors -i in --beam 3');
    const { status, body } = await post(served, { texts, options: { beam: 3 } });
    expect(status).toBe(200);
    expect(body.translations.map(({ text }) => text)).toEqual(printed.split('\n').slice(0, -1));
    expect(body.translations[0]!.score).toBeLessThan(0);
    expect(body.translations[2]).toEqual({ text: '', score: 0, finished: true });
    const single = await post(served, { text: texts[0], options: { beam: 3 } });
    expect(single.body.translations).toEqual(body.translations.slice(0, 1));
    const several = await post(served, { text: texts[0], options: { beam: 3, nBest: 3 } });
    const [best] = several.body.translations;
    expect(best!.alternatives).toHaveLength(2);
    const scores = [best!, ...best!.alternatives!].map(({ score }) => score);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    expect((await post(served, { texts: [] })).body.translations).toEqual([]);
  });

  it('gives 8 clients at a time what each would get alone', async () => {
    const served = await serve('--batch-size 16');
    const questions = Array.from({ length: 12 }, (_, n) => ({
      texts: texts.map((text) => `${text} ${n % 10}`),
      options: n % 3 === 0 ? { beam: 2 } : n % 3 === 1 ? {} : { sample: true, seed: 5 },
    }));
    const alone = [];
    for (const question of questions) alone.push((await post(served, question)).body);
    const answers = await Promise.all(
      Array.from({ length: 8 }, async (_, client) => {
        const own = [];
        for (let n = 0; n < questions.length; n++) {
          const at = (n + 5 * client) % questions.length;
          own.push({ at, body: (await post(served, questions[at])).body });
        }
        return own;
      }),
    );
    for (const { at, body } of answers.flat()) {
      expect(body.translations.map(({ text }) => text)).toEqual(
        alone[at]!.translations.map(({ text }) => text),
      );
    }
  });

  it('takes its defaults from the command line, and the request before them', async () => {
    const served = await serve('--beam 4 --n-best 2 --max-length 3');
    const [one] = (await post(served, { text: '1 2 3' })).body.translations;
    expect(one!.alternatives).toHaveLength(1);
    const greedy = (await post(served, { text: '1 2 3', options: { beam: 1 } })).body;
    expect(greedy.translations[0]!.alternatives).toBeUndefined();
    const wide = (await post(served, { text: '1 2 3', options: { nBest: 6 } })).body;
    expect(wide.translations[0]!.alternatives).toHaveLength(5);
    const drawn = await post(served, { text: '1 2 3', options: { sample: true, topK: 2 } });
    expect(drawn.status).toBe(200);
  });

  it.each([
    ['{"text": "a"', 400, 'bad_json', /not JSON/],
    ['', 400, 'bad_json', /empty/],
    ['[1]', 400, 'bad_request', /body is a list/],
    ['7', 400, 'bad_request', /body: expected Object, received 7/],
    ['{}', 400, 'bad_request', /text or texts/],
    ['{"text": "a", "texts": []}', 400, 'bad_request', /not both/],
    ['{"text": 7}', 400, 'bad_request', /text: expected string, received 7/],
    ['{"texts": ["a", null]}', 400, 'bad_request', /texts\.1: expected string/],
    ['{"txet": "a"}', 400, 'bad_request', /txet: unknown; did you mean text/],
    ['{"text": "1", "options": {"beem": 2}}', 400, 'bad_request', /did you mean beam\?/],
    ['{"text": "1", "options": {"beam": 99}}', 400, 'bad_request', /options\.beam: expected <=16/],
    [
      '{"text": "1", "options": {"topK": 3}}',
      400,
      'bad_options',
      /topK: only sampling .* add sample/,
    ],
    ['{"text": "1", "options": {"mustContain": ["qq"]}}', 400, 'bad_options', /has no "qq"/],
    ['{"texts": ["1","2","3","4","5"]}', 413, 'too_many_sentences', /5 sentences/],
    ['{"texts": ["1", "1 2 3 4 5 6 7 8 9"]}', 413, 'sentence_too_long', /sentence 1 .* 9 tokens/],
  ])('refuses %s', async (body, status, code, message) => {
    const served = await serve('--max-sentences 4 --max-tokens 8 --max-body 1k');
    const answer = await post(served, body);
    expect(answer).toMatchObject({ status, body: { error: { code } } });
    expect(answer.body.error.message).toMatch(message);
    const long = await post(served, `${body}${' '.repeat(1100)}`);
    expect(long).toMatchObject({ status: 413, body: { error: { code: 'body_too_large' } } });
    expect((await post(served, { text: '1' })).status).toBe(200);
    expect(served.io.complaint).toBe('');
  });

  it('answers in little time, with little, whatever is wrong how often', async () => {
    const served = await serve('--max-characters 1000');
    const many = Array.from({ length: 300_000 }, () => 1);
    const start = performance.now();
    const cases: [unknown, number, string][] = [
      [{ texts: many }, 413, '300000 sentences are more than 256'],
      [{ texts: many.slice(0, 200) }, 400, 'texts.9: expected string, received 1; and 190 more'],
      [{ text: '1', options: { mustContain: many } }, 400, 'expected <=50 items, received 300000'],
      [{ ['x'.repeat(900_000)]: 1 }, 400, 'xxx…'],
      [{ text: 'x'.repeat(900_000) }, 413, 'has 900000 characters, more than 1000'],
    ];
    for (const [body, status, part] of cases) {
      const answer = await post(served, body);
      expect(answer.status).toBe(status);
      expect(answer.body.error.message).toContain(part);
      expect(answer.body.error.message.length).toBeLessThan(2500);
    }
    expect(performance.now() - start).toBeLessThan(20_000);
  });

  it('warms up below its limits, whatever they are', async () => {
    const served = await serve('--max-tokens 1 --max-characters 1 --max-queue 1');
    expect((await post(served, { text: '1' })).status).toBe(200);
    expect((await post(served, { text: '1 2' })).status).toBe(413);
  });

  it('refuses what the model cannot do before it is queued', async () => {
    const plain = await startServing(
      await tinyModel(['model.attention=none', 'model.inputFeeding=false']),
    );
    running.push(plain);
    for (const options of [
      { beam: 2, coveragePenalty: 0.2 },
      { mustContain: ['1'], coveragePenalty: 0.2 },
      { replaceUnknown: true },
    ]) {
      const answer = await post(plain, { text: '1 2', options });
      expect(answer).toMatchObject({ status: 400, body: { error: { code: 'bad_options' } } });
      expect(answer.body.error.message).toContain('this model has no attention');
    }
    expect((await post(plain, { text: '1 2', options: { beam: 2 } })).status).toBe(200);
    expect(plain.io.complaint).toBe('');
    const served = await serve();
    const options = { beam: 2, coveragePenalty: 0.2, replaceUnknown: true };
    expect((await post(served, { text: '1 2', options })).status).toBe(200);
  });

  it('tells a client that sends too much so, however it sends it', async () => {
    const served = await serve();
    const send = (headers: Record<string, string | number>, parts: number): Promise<number> =>
      new Promise((resolve, reject) => {
        const sent = httpRequest(`${served.url}/translate`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json', ...headers },
        });
        sent.on('response', (response) => {
          response.resume();
          response.on('end', () => resolve(response.statusCode!));
        });
        sent.on('error', reject);
        for (let part = 0; part < parts; part++) sent.write('x'.repeat(2 ** 16));
        sent.end();
      });
    for (let n = 0; n < 5; n++) {
      expect(await send({ 'Content-Length': 2 ** 22 }, 64)).toBe(413);
      expect(await send({}, 64)).toBe(413);
    }
    expect((await post(served, { text: '1' })).status).toBe(200);
    expect(served.io.complaint).toBe('');
  });

  it('refuses other types, encodings, routes and methods', async () => {
    const served = await serve();
    const { url } = served;
    expect(await post(served, '{"text": "1"}', {})).toMatchObject({ status: 415 });
    const zipped = { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' };
    expect(await post(served, '{"text": "1"}', zipped)).toMatchObject({ status: 415 });
    const headers = { 'Content-Type': 'application/json' };
    const binary = await fetch(`${url}/translate`, {
      method: 'POST',
      headers,
      body: Uint8Array.of(34, 0xff, 34),
    });
    expect(binary.status).toBe(400);
    const lost = await fetch(`${url}/translation`);
    expect(lost.status).toBe(404);
    expect(await lost.text()).toContain('POST /translate, GET /health');
    const wrong = await fetch(`${url}/translate`);
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'POST']);
    const removed = await fetch(`${url}/health`, { method: 'DELETE' });
    expect([removed.status, removed.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    const page = await fetch(`${url}/health`, { headers: { Origin: 'http://page' } });
    expect(page.headers.get('access-control-allow-origin')).toBeNull();
    const open = await serve('--cors http://page');
    const allowed = await fetch(`${open.url}/health`, { headers: { Origin: 'http://page' } });
    expect(allowed.headers.get('access-control-allow-origin')).toBe('http://page');
    const preflight = await fetch(`${open.url}/translate`, { method: 'OPTIONS' });
    expect(preflight.status).toBe(204);
  });

  it('answers whatever is sent with a status of its own', async () => {
    const served = await serve('--max-length 4');
    const wild = fc.oneof(
      fc.json(),
      fc.string({ unit: 'binary' }),
      fc.json().map((text) => `{"text":${text}}`),
    );
    await fc.assert(
      fc.asyncProperty(wild, async (body) => {
        const { status } = await post(served, body);
        expect([200, 400, 413]).toContain(status);
      }),
      { numRuns: 60 },
    );
    expect(served.io.complaint).toBe('');
  });

  it('gives up on a body that does not come: 408', async () => {
    const served = await serve('--body-timeout 0.2');
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const headers = { 'Content-Type': 'application/json', 'Content-Length': '100' };
      const request = httpRequest(`${served.url}/translate`, { method: 'POST', headers });
      request.on('response', (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      request.on('error', reject);
      request.write('{"text": ');
    });
    expect(status).toBe(408);
    const { hostname, port } = new URL(served.url);
    const socket = connect(Number(port), hostname);
    socket.write('POST /translate HTTP/1.1\r\nHost: x\r\n');
    const said = await new Promise<string>((resolve) =>
      socket.once('data', (data) => resolve(String(data))),
    );
    expect(said).toContain('408');
    socket.destroy();
  });

  it('takes no more than its queue holds: 503, and no longer than it may: 504', async () => {
    const served = await serve('--max-queue 3 --timeout 1.5 --max-output 10000000');
    const endless = { minLength: 10_000_000, maxLength: 10_000_000 };
    const long = { text: '1 2 3 4 5', options: endless };
    const first = post(served, long);
    await vi.waitFor(async () => expect(await sentencesOf(served)).toBe(1), patience);
    const refused = await post(served, { texts: ['1', '2', '3'] });
    expect(refused).toMatchObject({ status: 503, body: { error: { code: 'busy' } } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    const answers = await Promise.all([first, post(served, long), post(served, long)]);
    expect(answers.map(({ status }) => status)).toEqual([504, 504, 504]);
    await vi.waitFor(
      async () => expect((await post(served, { text: '1' })).status).toBe(200),
      patience,
    );
  });

  it('tells how it fares, and describes itself', async () => {
    const served = await serve();
    await post(served, { texts });
    await post(served, '{');
    const health = (await (await fetch(`${served.url}/health`)).json()) as Record<string, unknown>;
    expect(health).toMatchObject({
      status: 'ok',
      model: 'm.safetensors',
      load: { sentences: 0, limit: 1024 },
      answers: { 200: 1, 400: 1 },
      closed: 0,
    });
    expect((await fetch(`${served.url}/health`, { method: 'HEAD' })).status).toBe(200);
    const description = await (await fetch(`${served.url}/openapi.json`)).json();
    expect(description).toMatchObject({
      openapi: '3.1.0',
      paths: { '/translate': { post: {} }, '/health': { get: {} } },
      components: { schemas: { TranslateRequest: { additionalProperties: false } } },
    });
    const text = JSON.stringify(description);
    const schemas = (description as { components: { schemas: object } }).components.schemas;
    for (const [, name] of text.matchAll(/#\/components\/schemas\/(\w+)/g)) {
      expect(schemas).toHaveProperty(name!);
    }
  });

  it('drops what a client that has left asked for', async () => {
    const served = await serve('--batch-size 1 --batch-window 0');
    const controller = new AbortController();
    const long = {
      texts: Array.from({ length: 50 }, () => '1 2 3 4 5'),
      options: { minLength: 400, maxLength: 400 },
    };
    const left = fetch(`${served.url}/translate`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(long),
      signal: controller.signal,
    });
    await setTimeout(100);
    controller.abort();
    await expect(left).rejects.toThrow('abort');
    await setTimeout(200);
    const health = await (await fetch(`${served.url}/health`)).json();
    expect(health).toMatchObject({ load: { sentences: 0 }, closed: 1, answers: {} });
    expect(health).not.toHaveProperty('answers.500');
    expect(served.io.complaint).toBe('');
  });

  it('ends when told: answers what has begun, takes nothing new, frees the model', async () => {
    const served = await serve('--batch-window 80');
    const begun = post(served, { texts });
    await setTimeout(30);
    const end = served.end();
    expect((await begun).status).toBe(200);
    expect(await end).toBe(0);
    await expect(fetch(`${served.url}/health`)).rejects.toThrow('fetch failed');
    expect(served.io.complaint).toContain('Ending');
  });

  it('says what is wrong with its options', async () => {
    const workspace = withModel(model);
    const { url } = await serve();
    const { port } = new URL(url);
    const taken = await workspace.rondo(`serve -m m.safetensors --port ${port}`);
    expect(taken).toMatchObject({ code: 1 });
    expect(taken.complaint).toContain('another program has it; choose another with --port');
    expect(await workspace.rondo('serve -m m.safetensors --port x')).toMatchObject({ code: 2 });
    expect(await workspace.rondo('serve -m m.safetensors --top-k 3')).toMatchObject({ code: 2 });
    expect(await workspace.rondo('serve')).toMatchObject({ code: 2 });
  });
});
