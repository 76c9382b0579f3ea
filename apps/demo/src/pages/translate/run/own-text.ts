import { signal } from '@preact/signals';
import type { GivenText } from '../../../controls/given-text.ts';

/** The parallel text that a person gave; it stays while one goes to other pages. */
export const ownText = signal<GivenText>('');

const units = ['', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
const teens = [
  'ten',
  'eleven',
  'twelve',
  'thirteen',
  'fourteen',
  'fifteen',
  'sixteen',
  'seventeen',
  'eighteen',
  'nineteen',
];
const tens = ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];
const chinese = ['', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

/** Numbers to 999 in English words and in Chinese: small, and with a rule to find. */
export function exampleText(): string {
  return Array.from({ length: 999 }, (_, n) => `${inEnglish(n + 1)}\t${inChinese(n + 1)}`).join(
    '\n',
  );
}

function inEnglish(n: number): string {
  if (n >= 100) {
    const rest = n % 100 === 0 ? '' : ` and ${inEnglish(n % 100)}`;
    return `${units[Math.floor(n / 100)]} hundred${rest}`;
  }
  if (n >= 20) return `${tens[Math.floor(n / 10)]} ${units[n % 10]}`.trim();
  return n >= 10 ? teens[n - 10]! : units[n]!;
}

function inChinese(n: number): string {
  const [hundreds, ten, unit] = [Math.floor(n / 100), Math.floor(n / 10) % 10, n % 10];
  const high = hundreds > 0 ? `${chinese[hundreds]}百` : '';
  const gap = hundreds > 0 && ten === 0 && unit > 0 ? '零' : '';
  const isTeen = hundreds === 0 && ten === 1;
  const middle = ten > 0 ? `${isTeen ? '' : chinese[ten]}十` : '';
  return high + gap + middle + chinese[unit]!;
}
