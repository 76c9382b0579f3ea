import { describe, expect, it } from 'vitest';
import { Fingerprint } from './fingerprint.ts';

function ofTexts(...texts: readonly string[]): string {
  const own = new Fingerprint();
  for (const text of texts) own.addText(text);
  return own.toString();
}

function ofNumbers(...numbers: readonly number[]): string {
  const own = new Fingerprint();
  for (const number of numbers) own.add(number);
  return own.toString();
}

describe('Fingerprint', () => {
  it('is FNV-1a where the numbers are bytes', () => {
    expect(ofNumbers()).toBe('811c9dc5');
    expect(ofNumbers(...new TextEncoder().encode('foobar'))).toBe('bf9cf968');
  });

  it('changes with the order of numbers and with where texts end', () => {
    expect(ofNumbers(1, 2)).not.toBe(ofNumbers(2, 1));
    expect(ofTexts('ab', 'c')).not.toBe(ofTexts('a', 'bc'));
    expect(ofTexts('a', '')).not.toBe(ofTexts('a'));
  });
});
