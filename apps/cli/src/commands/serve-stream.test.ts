import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServing, type Served } from '../../test/served.ts';
import { tinyModel } from '../../test/tiny-model.ts';

let model: string;
let served: Served;
beforeAll(async () => {
  model = await tinyModel();
  served = await startServing(model, '--beam 2 --max-output 10000000 --timeout 600');
});
afterAll(() => served.end());

/** More tokens than anyone waits for. */
const endless = { minLength: 10_000_000, maxLength: 10_000_000 };

interface Line {
  readonly sentence?: number;
  readonly tokens?: readonly string[];
  readonly text?: string;
  readonly translations?: readonly { readonly text: string }[];
  readonly error?: { readonly code: string; readonly message: string };
}

const ask = (body: object, signal?: AbortSignal, { url } = served): Promise<Response> =>
  fetch(`${url}/translate`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
    ...(signal && { signal }),
  });

async function linesOf(response: Response): Promise<Line[]> {
  return (await response.text())
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
}

/** What a service says of itself once it has nothing to do, which it takes a minute for at most. */
async function health({ url } = served): Promise<Record<string, unknown>> {
  for (let tries = 0; ; tries++) {
    const report = (await (await fetch(`${url}/health`)).json()) as Record<string, unknown>;
    const { sentences } = report['load'] as { sentences: number };
    if (sentences === 0 || tries === 3000) return report;
    await setTimeout(20);
  }
}

describe('rondo serve, asked for a stream', () => {
  it('tells tokens, and in the last line what it answers without', async () => {
    const texts = ['3 1 4', '', '1 5 9 2 6'];
    for (const options of [{ beam: 1 }, { sample: true, seed: 3, maxLength: 9 }]) {
      const whole = (await (await ask({ texts, options })).json()) as Line;
      const response = await ask({ texts, stream: true, options });
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe('application/x-ndjson');
      const lines = await linesOf(response);
      const last = lines.pop()!;
      expect(last.translations!.map(({ text }) => text)).toEqual(
        whole.translations!.map(({ text }) => text),
      );
      for (const n of [0, 2]) {
        const own = lines.filter(({ sentence }) => sentence === n);
        const { text } = whole.translations![n]!;
        expect(own.at(-1)!.text).toBe(text);
        expect(own.flatMap(({ tokens }) => tokens!).join(' ')).toBe(text);
      }
      expect(lines.every(({ sentence }) => sentence !== 1)).toBe(true);
    }
    expect(await linesOf(await ask({ texts: [], stream: true }))).toEqual([{ translations: [] }]);
  });

  it('streams beside others, by greedy search where the service searches with a beam', async () => {
    const options = { minLength: 30, maxLength: 30 };
    const greedy = (await (
      await ask({ text: '1 2', options: { ...options, beam: 1 } })
    ).json()) as Line;
    const [streamed, plain, other] = await Promise.all([
      ask({ text: '1 2', stream: true, options }).then(linesOf),
      ask({ text: '1 2', options: { ...options, beam: 1 } }).then((one) => one.json()),
      ask({ text: '7', stream: true, options }).then(linesOf),
    ]);
    expect(streamed.at(-1)!.translations![0]!.text).toBe(greedy.translations![0]!.text);
    expect((plain as Line).translations![0]!.text).toBe(greedy.translations![0]!.text);
    expect(other.flatMap(({ tokens = [] }) => tokens)).toHaveLength(30);
  });

  it('tells the first tokens long before the last', async () => {
    const options = { minLength: 3000, maxLength: 3000 };
    const response = await ask({ text: '1 2', stream: true, options });
    const reader = response.body!.getReader();
    const first = new TextDecoder().decode((await reader.read()).value);
    expect(first).toContain('{"sentence":0,"tokens":[');
    expect(first).not.toContain('translations');
    await reader.cancel();
    await health();
  });

  it('drops what a client that leaves has asked for', async () => {
    const before = (await health())['closed'] as number;
    const controller = new AbortController();
    const body = { texts: ['1 2', '3'], stream: true, options: endless };
    const response = await ask(body, controller.signal);
    await response.body!.getReader().read();
    controller.abort();
    expect(await health()).toMatchObject({ load: { sentences: 0 }, closed: before + 1 });
    expect(served.io.complaint).toBe('');
    expect((await ask({ text: '1' })).status).toBe(200);
  });

  it('ends with a fault where the time is over', async () => {
    const hasty = await startServing(model, '--max-output 10000000 --timeout 3');
    const response = await ask({ text: '1 2', stream: true, options: endless }, undefined, hasty);
    expect(response.status).toBe(200);
    const last = (await linesOf(response)).at(-1)!;
    expect(last.error).toMatchObject({ code: 'too_slow' });
    expect((await health(hasty))['answers']).toMatchObject({ 504: 1 });
    await hasty.end();
  });

  it.each([
    [{ text: '1', stream: true, options: { beam: 3 } }, 'leave out beam, nBest and mustContain'],
    [{ text: '1', stream: true, options: { mustContain: ['1'] } }, 'certain only at its end'],
    [{ text: '1', stream: 'yes' }, 'stream: expected boolean'],
    [{ text: '1', steam: true }, 'did you mean stream?'],
  ])('refuses %j with a status', async (body, message) => {
    const response = await ask(body);
    expect(response.status).toBe(400);
    expect(((await response.json()) as Line).error!.message).toContain(message);
  });
});

describe('rondo serve, asked for attention', () => {
  it('tells the weights between the tokens, in a stream too', async () => {
    const [plain, streamed] = await Promise.all([
      ask({ texts: ['3 1 4', ''], attention: true }).then((one) => one.json()),
      ask({ text: '3 1 4', attention: true, stream: true }).then(linesOf),
    ]);
    const [first, empty] = (plain as Line).translations as readonly Record<string, unknown>[];
    expect(empty).not.toHaveProperty('attention');
    for (const one of [first, streamed.at(-1)!.translations![0]]) {
      const { attention } = one as { attention: Record<string, unknown[]> };
      expect(attention['source']).toEqual(['3', '1', '4', '[end]']);
      expect(attention['weights']).toHaveLength(attention['target']!.length);
      expect(attention['weights']![0]).toHaveLength(4);
    }
    expect((await (await ask({ text: '3' })).json()) as object).not.toHaveProperty(
      'translations.0.attention',
    );
  });

  it('says so where the model has none', async () => {
    const without = await startServing(await tinyModel(['model.attention=none']));
    const response = await fetch(`${without.url}/translate`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{"text": "1", "attention": true}',
    });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('this model has no attention');
    await without.end();
  });
});
