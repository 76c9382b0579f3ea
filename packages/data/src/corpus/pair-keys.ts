import { normalizeLine } from './normalize-line.ts';

/** Equal for sentences that differ by nothing but case and blanks. */
export const keyOf = (text: string): string => normalizeLine(text).toLowerCase();

/** Equal for pairs whose sides have equal keys. */
export const pairKeyOf = (source: string, target: string): string => `${source}\n${target}`;
