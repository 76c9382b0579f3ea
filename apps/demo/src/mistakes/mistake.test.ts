import { describe, expect, it } from 'vitest';
import { faultOf, WorkerError } from '../live/fault.ts';
import { Mistake, mistakeIn } from './mistake.ts';
import { mistakeTexts } from './mistake-texts.ts';

describe('a mistake', () => {
  it('comes whole from a worker', () => {
    const error = new WorkerError(faultOf(new Mistake('noTab', 7, 'a "b" \\ 中')));
    expect(mistakeIn(error)).toEqual({ kind: 'noTab', facts: [7, 'a "b" \\ 中'] });
  });

  it('is told from a fault of the program', () => {
    expect(mistakeIn(new Error('["noTab",1]'))).toBeUndefined();
    expect(mistakeIn('Mistake')).toBeUndefined();
  });

  it('says in both languages what it is and what helps', () => {
    expect(mistakeTexts.en.noTab(7, 'abc')).toMatch(/Line 7 .*“abc”.*Put a tab/);
    expect(mistakeTexts.zh.noTab(7, 'abc')).toMatch(/第 7 行.*“abc”.*请/);
  });
});
