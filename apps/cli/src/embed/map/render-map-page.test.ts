import { Script } from 'node:vm';
import { expect, it } from 'vitest';
import { placeVectors } from '../../../test/word-vectors.ts';
import { mapData } from './map-data.ts';
import { renderMapPage } from './render-map-page.ts';

const nasty = `</script><img src=x onerror=alert(1)>`;

const data = await mapData(placeVectors, {
  words: 6,
  seed: 1,
  onProgress: () => undefined,
  signal: new AbortController().signal,
});

it('knows each word, its places and its neighbours', () => {
  expect(data.words).toEqual(placeVectors.words.slice(0, 6));
  expect(data.maps.map(({ name }) => name)).toEqual(['UMAP', 'PCA']);
  for (const { points } of data.maps) {
    expect(points).toHaveLength(12);
    for (const value of points) {
      expect(Number.isInteger(value)).toBe(true);
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThanOrEqual(10_000);
    }
    expect(Math.max(...points) - Math.min(...points)).toBeGreaterThan(9000);
  }
  // All other words, the country of the capital first.
  expect(data.neighbours[4]).toHaveLength(10);
  expect(data.words[data.neighbours[3]![0]!]).toBe('greece');
});

it('is one file that asks nobody else for anything, and shows text as text', () => {
  const words = [...data.words.slice(0, 5), nasty];
  const html = renderMapPage({ title: nasty, subtitle: nasty, data: { ...data, words } });
  const withoutScripts = html.replaceAll(/<script[^>]*>.*?<\/script>/gs, '');
  expect(withoutScripts).not.toMatch(/\b(src|href|url|@import)\b(?!=x)/);
  expect(html.match(/<\/script>/g)).toHaveLength(2);
  expect(html).not.toContain(nasty);
  const [, json] = /id="map-data">(.*?)<\/script>/s.exec(html)!;
  expect(JSON.parse(json!)).toEqual({ ...data, words });
  const [, source] = /<script>(.*?)<\/script>/s.exec(html)!;
  expect(() => new Script(source!)).not.toThrow();
});
