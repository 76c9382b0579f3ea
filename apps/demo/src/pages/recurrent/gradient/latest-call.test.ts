import { describe, expect, it } from 'vitest';
import { LatestCall } from './latest-call.ts';

describe('the latest call', () => {
  it('leaves out what nobody waits for any more', async () => {
    const asked: number[] = [];
    const answered: string[] = [];
    const answers: ((answer: string) => void)[] = [];
    const call = new LatestCall<number, string>({
      ask: (question) => {
        asked.push(question);
        return new Promise((resolve) => answers.push(resolve));
      },
      onAnswer: (question, answer) => void answered.push(`${question}: ${answer}`),
      onFault: (error) => answered.push(String(error)),
    });
    for (const question of [1, 2, 3]) call.ask(question);
    expect(asked).toEqual([1]);
    answers[0]!('a');
    await Promise.resolve();
    await Promise.resolve();
    expect(asked).toEqual([1, 3]);
    answers[1]!('b');
    await Promise.resolve();
    await Promise.resolve();
    expect(answered).toEqual(['1: a', '3: b']);
  });

  it('tells of errors, and asks again', async () => {
    const faults: unknown[] = [];
    const call = new LatestCall<number, number>({
      ask: (question) =>
        question === 1 ? Promise.reject(new Error('one')) : Promise.resolve(question),
      onAnswer: (_, answer) => faults.push(answer),
      onFault: (error) => faults.push((error as Error).message),
    });
    call.ask(1);
    await new Promise((resolve) => setTimeout(resolve));
    call.ask(2);
    await new Promise((resolve) => setTimeout(resolve));
    expect(faults).toEqual(['one', 2]);
  });
});
