import { describe, expect, it } from 'vitest';
import { formatRoute, parseRoute } from './route.ts';

describe('routes', () => {
  it('reads page and query', () => {
    expect(parseRoute('#/translate?task=dates&size=64')).toEqual({
      page: 'translate',
      query: { task: 'dates', size: '64' },
    });
  });

  it('has the start where nothing is told', () => {
    for (const hash of ['', '#', '#/']) expect(parseRoute(hash)).toEqual({ page: '', query: {} });
  });

  it('comes back from what it writes, whatever the text', () => {
    const route = { page: 'attention', query: { text: 'a=b & 中文 #1?' } };
    expect(parseRoute(formatRoute(route))).toEqual(route);
  });

  it('leaves out what is not told', () => {
    expect(formatRoute({ page: 'translate', query: { task: undefined, size: '' } })).toBe(
      '#/translate',
    );
  });
});
