import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { languages, type Texts } from './texts.ts';

/** ASCII marks at a Chinese letter, where Chinese has marks of its own. */
const foreign = /\p{Script=Han} ?[,;:()]|[,;:(] ?\p{Script=Han}/u;

/** Terms that the field does not use, or that mean two things on one page. */
const misleading = ['遮罩', '百万字节', '活过'];

const folder = fileURLToPath(new URL('..', import.meta.url));

const chinese = async (file: string): Promise<string[]> => {
  const module = (await import(/* @vite-ignore */ `${folder}${file}`)) as Record<string, unknown>;
  return Object.values(module).flatMap((texts) =>
    isTranslated(texts) ? Object.values(texts.zh).map(written) : [],
  );
};

function isTranslated(value: unknown): value is { readonly zh: Texts } {
  return typeof value === 'object' && value !== null && languages.every((name) => name in value);
}

/** A function by its source, whose places are as they stand. */
function written(text: Texts[string]): string {
  return typeof text === 'string' ? text : String(text).replaceAll(/^[^=]*=>/gu, '');
}

const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('-texts.ts'),
);

it('finds the texts', () => expect(files.length).toBeGreaterThan(10));

it.each(files)('%s has Chinese punctuation and terms', async (file) => {
  const texts = await chinese(file);
  expect(texts.filter((text) => foreign.test(text))).toEqual([]);
  expect(texts.filter((text) => misleading.some((term) => text.includes(term)))).toEqual([]);
});
