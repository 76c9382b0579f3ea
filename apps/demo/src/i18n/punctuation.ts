import { textsOf } from './language.ts';
import { translated } from './texts.ts';

const punctuation = translated(
  {
    comma: ', ',
    aside: (text: string, about: string) => `${text} (${about})`,
    named: (name: string, value: string) => `${name}: ${value}`,
  },
  {
    comma: '，',
    aside: (text, about) => `${text}（${about}）`,
    named: (name, value) => `${name}：${value}`,
  },
);

/** Parts beside each other, as the language of the page divides them. */
export function listed(...parts: readonly string[]): string {
  return parts.join(textsOf(punctuation).comma);
}

/** With something said besides. */
export function aside(text: string, about: string): string {
  return textsOf(punctuation).aside(text, about);
}

/** A name with its value. */
export function named(name: string, value: string | number): string {
  return textsOf(punctuation).named(name, String(value));
}
