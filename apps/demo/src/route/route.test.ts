import { describe, expect, it } from 'vitest';
import { formatRoute, parseRoute } from './route.ts';

describe('routes', () => {
  it('reads page and query', () => {
    expect(parseRoute('#/translate?task=dates&size=64')).toEqual({
      page: 'translate',
      query: { task: 'dates', size: '64' },
    });
  });

  it('reads what is written otherwise, and both values of what is told twice', () => {
    for (const hash of ['#/TRANSLATE', '#//translate/', '#translate']) {
      expect(parseRoute(hash)).toEqual({ page: 'translate', query: {} });
    }
    expect(parseRoute('#/translate?task=dates&size=64&task=reverse&size=64')).toEqual({
      page: 'translate',
      query: { task: 'dates / reverse', size: '64' },
    });
  });

  it('reads a query with further question marks in it', () => {
    expect(parseRoute('#/words?word=why?&text=who?what')).toEqual({
      page: 'words',
      query: { word: 'why?', text: 'who?what' },
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
