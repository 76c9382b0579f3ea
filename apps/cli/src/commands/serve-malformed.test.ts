import { connect, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { damage, damaged } from '../../test/damaged.ts';
import { startServing, type Served } from '../../test/served.ts';
import { tinyModel } from '../../test/tiny-model.ts';

let served: Served;
beforeAll(async () => {
  served = await startServing(await tinyModel(), '--body-timeout 1 --max-body 10k');
});
afterAll(() => served.end());

const requestOf = (body: string, ...headers: readonly string[]): string =>
  [
    'POST /translate HTTP/1.1',
    'Host: localhost',
    'Content-Type: application/json',
    'Connection: close',
    ...headers,
    '',
    body,
  ].join('\r\n');
const sized = (body: string): string => requestOf(body, `Content-Length: ${body.length}`);
const sound = sized('{"text": "1 2", "options": {"maxLength": 3}}');

/** Sends bytes as they are, and nothing more; what comes back until the connection closes. */
function exchange(send: (socket: Socket) => unknown): Promise<string> {
  const { hostname, port } = new URL(served.url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    let answer = '';
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => (answer += text));
    // A connection that the service cuts ends, too.
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(answer));
    void send(socket);
  });
}

/** What a refusal says, which all of them say alike. */
const faultIn = (answer: string): unknown => {
  const [headers = '', ...body] = answer.split('\r\n\r\n');
  expect(headers).toMatch(/^content-type: application\/json/im);
  return JSON.parse(body.join(''));
};
const aFault = { error: { code: expect.stringMatching(/^\w+$/), message: expect.any(String) } };

const statusOf = (answer: string): number => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0);

async function expectWell(): Promise<void> {
  const health = await (await fetch(`${served.url}/health`)).json();
  expect(health).toMatchObject({ status: 'ok', load: { sentences: 0 } });
  expect(served.io.complaint).toBe('');
}

describe('rondo serve, asked in bytes', () => {
  it('takes a sound request', async () => {
    const answer = await exchange((socket) => socket.write(sound));
    expect(statusOf(answer)).toBe(200);
    expect(answer).toContain('"translations"');
  });

  it.each([
    ['no HTTP', 'hello\r\n\r\n', 400],
    ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
    ['bytes of TLS', '\u0016\u0003\u0001\u0002\u0000\u0001\r\n\r\n', 400],
    ['a header of 20 KB', requestOf('', `X: ${'a'.repeat(20_000)}`), 431],
    ['a path of 20 KB', `GET /${'a'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`, 431],
    ['no host', sound.replace('Host: localhost\r\n', ''), 400],
    ['no length', requestOf('{"text": "1"}'), 400],
    ['a length below zero', requestOf('{}', 'Content-Length: -1'), 400],
    ['two lengths', requestOf('{}', 'Content-Length: 2', 'Content-Length: 3'), 400],
    ['length and chunks', requestOf('{}', 'Content-Length: 2', 'Transfer-Encoding: chunked'), 400],
    ['a chunk without size', requestOf('zz\r\n{}\r\n0\r\n\r\n', 'Transfer-Encoding: chunked'), 400],
    ['a path with a backslash', sound.replace('/translate', '/a\\b'), 400],
    ['a host that is none', sound.replace('localhost', 'a b'), 400],
    ['a proxy', 'CONNECT example.org:443 HTTP/1.1\r\nHost: x\r\n\r\n', 405],
    ['a method that is none', sound.replace('POST', 'BREW'), 400],
    ['another method', sound.replace('POST', 'PUT'), 405],
    ['another path', sound.replace('/translate', '/translat'), 404],
    ['a path that climbs', sound.replace('/translate', '/../../etc/passwd'), 404],
    ['a path badly encoded', sound.replace('/translate', '/%zz'), 404],
    ['another type', sound.replace('application/json', 'text/plain'), 415],
    ['another expectation', sound.replace('Connection', 'Expect: 200-maybe\r\nConnection'), 417],
    ['11 KB', sized(JSON.stringify({ text: 'a '.repeat(5600) })), 413],
    ['a length of 5 GB', requestOf('{}', 'Content-Length: 5000000000'), 413],
  ])('answers %s with a status', async (_, bytes, status) => {
    const answer = await exchange((socket) => socket.write(bytes));
    expect({ answer, status: statusOf(answer) }).toMatchObject({ status });
    expect(answer).not.toMatch(/node_modules|\n +at /);
    expect(faultIn(answer)).toEqual(aFault);
    await expectWell();
  });

  it('does not wait for headers that come in drops: 408', async () => {
    const answer = await exchange((socket) =>
      socket.write('POST /translate HTTP/1.1\r\nHost: x\r\n'),
    );
    expect(statusOf(answer)).toBe(408);
    expect(faultIn(answer)).toMatchObject({ error: { code: 'slow_request' } });
    await expectWell();
  });

  it('takes HTTP/1.0 without a host', async () => {
    const old = sound.replace('HTTP/1.1', 'HTTP/1.0').replace('Host: localhost\r\n', '');
    expect(statusOf(await exchange((socket) => socket.write(old)))).toBe(200);
  });

  it('ends a connection whose second request is none, after the first answer', async () => {
    const answer = await exchange((socket) => {
      socket.write(sound.replace('Connection: close', 'Connection: keep-alive'));
      socket.once('data', () => socket.write('hello\r\n\r\n'));
    });
    expect([...answer.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status)).toEqual([
      '200',
      '400',
    ]);
    await expectWell();
  });

  it('does not wait for a body that comes in drops: 408', async () => {
    const start = performance.now();
    const answer = await exchange(async (socket) => {
      socket.write(requestOf('', 'Content-Length: 1000'));
      while (!socket.destroyed && performance.now() - start < 60_000) {
        socket.write(' ');
        await setTimeout(50);
      }
    });
    expect(statusOf(answer)).toBe(408);
    expect(faultIn(answer)).toEqual(aFault);
    expect(performance.now() - start).toBeLessThan(50_000);
    await expectWell();
  });

  it('answers whatever is damaged', async () => {
    const allowed = [200, 400, 404, 405, 408, 413, 415, 417, 431];
    const whole = Buffer.from(sound);
    // Side by side, for what is cut is answered when its time is over.
    const several = fc.array(damage, { minLength: 40, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(several, async (ways) => {
        const answers = ways.map((done) =>
          exchange((socket) => socket.write(damaged(whole, done))),
        );
        const strange = (await Promise.all(answers)).filter(
          (answer) => !allowed.includes(statusOf(answer)),
        );
        expect(strange).toEqual([]);
      }),
      { numRuns: 3 },
    );
    await expectWell();
  });
});
