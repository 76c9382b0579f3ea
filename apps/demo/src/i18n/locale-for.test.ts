import { expect, it } from 'vitest';
import { localeFor } from './locale-for.ts';

it('is what the browser prefers of the language of the page', () => {
  expect(localeFor('en', ['de-DE', 'en-GB', 'en-US'])).toBe('en-GB');
  expect(localeFor('zh', ['en-GB', 'zh-CN'])).toBe('zh-CN');
  expect(localeFor('en', ['de-DE', 'eng'])).toBe('en');
});
