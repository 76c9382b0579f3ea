import { describe, expect, it } from 'vitest';
import { chineseText } from './chinese-text.ts';
import { englishText } from './english-text.ts';
import { writeText, type TemplateText } from './template-text.ts';

const pets: TemplateText = {
  groups: {
    pet: { names: { en: 'pets', zh: '宠物' }, words: ['dog', 'cat'] },
    sound: { names: { en: 'sounds', zh: '叫声' }, words: ['barks', 'meows'] },
    day: { names: { en: 'days', zh: '日子' }, words: ['monday', 'friday', 'sunday'] },
  },
  tied: [['pet', 'sound']],
  patterns: ['the {pet} {sound} and the {pet2} {sound2} on {day}'],
  analogy: ['dog', 'barks', 'cat'],
  gap: 'the _ barks',
};

describe('a text of patterns', () => {
  const sentences = writeText(pets, 300);

  it('keeps together what goes together, and draws anew where a digit says so', () => {
    for (const sentence of sentences) {
      expect(sentence).toMatch(
        /^the (dog barks|cat meows) and the (dog barks|cat meows) on \w+day$/u,
      );
    }
    expect(new Set(sentences).size).toBe(2 * 2 * 3);
  });

  it('is the same each time, and another with another seed', () => {
    expect(writeText(pets, 300)).toEqual(sentences);
    expect(writeText(pets, 300, 2)).not.toEqual(sentences);
  });
});

describe.each([
  ['English', englishText],
  ['Chinese', chineseText],
])('the text in %s', (_, text) => {
  it('has each word in one group only, and groups that are tied are as long', () => {
    const words = Object.values(text.groups).flatMap((group) => group.words);
    expect(new Set(words).size).toBe(words.length);
    for (const names of text.tied) {
      expect(new Set(names.map((name) => text.groups[name]!.words.length)).size).toBe(1);
    }
  });

  it('uses every group', () => {
    const patterns = text.patterns.join();
    for (const name of Object.keys(text.groups)) expect(patterns).toContain(`{${name}}`);
  });
});
