import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { tokenLines } from './token-lines.ts';

const token = (sentence: number, n: number) => ({ sentence, token: `t${n}`, text: `text ${n}` });

async function linesIn(stream: ReadableStream<Uint8Array>): Promise<object[]> {
  const text = await new Response(stream).text();
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as object);
}
const noFault = (): object => ({ error: 'none' });

describe('tokenLines', () => {
  it('begins with the first token and ends with the answer', async () => {
    const stream = await tokenLines(async (onToken) => {
      await setTimeout(5);
      onToken(token(1, 1));
      await setTimeout(5);
      onToken(token(0, 2));
      return { done: true };
    }, noFault);
    expect(await linesIn(stream)).toEqual([
      { sentence: 1, tokens: ['t1'], text: 'text 1' },
      { sentence: 0, tokens: ['t2'], text: 'text 2' },
      { done: true },
    ]);
    const silent = await tokenLines(() => Promise.resolve({ done: 2 }), noFault);
    expect(await linesIn(silent)).toEqual([{ done: 2 }]);
  });

  it('leaves no token out for a slow reader, and keeps little', async () => {
    let worked: Promise<object> | undefined;
    const stream = await tokenLines((onToken) => {
      worked = (async () => {
        for (let n = 0; n < 20_000; n++) {
          onToken({ ...token(n % 3, n), text: 'x'.repeat(1000) });
          if (n % 1000 === 0) await setTimeout(1);
        }
        return { done: true };
      })();
      return worked;
    }, noFault);
    await worked;
    const lines = (await linesIn(stream)) as { sentence: number; tokens: string[] }[];
    expect(lines.length).toBeLessThan(30);
    const told = lines.slice(0, -1).filter(({ sentence }) => sentence === 1);
    expect(told.flatMap(({ tokens }) => tokens)).toEqual(
      Array.from({ length: 6667 }, (_, n) => `t${3 * n + 1}`),
    );
  });

  it('ends with a fault, and throws one that comes before the first token', async () => {
    const stream = await tokenLines(
      async (onToken) => {
        onToken(token(0, 1));
        await setTimeout(1);
        throw new Error('torn');
      },
      (error) => ({ error: (error as Error).message }),
    );
    expect((await linesIn(stream)).at(-1)).toEqual({ error: 'torn' });
    const early = tokenLines(() => Promise.reject(new Error('early')), noFault);
    await expect(early).rejects.toThrow('early');
  });

  it('takes no harm from a reader that leaves', async () => {
    let isDone = false;
    const stream = await tokenLines(async (onToken) => {
      onToken(token(0, 1));
      await setTimeout(20);
      onToken(token(0, 2));
      isDone = true;
      return { done: true };
    }, noFault);
    await stream.cancel();
    await setTimeout(40);
    expect(isDone).toBe(true);
  });
});
