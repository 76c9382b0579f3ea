import { DataError } from '../errors.ts';
import type { SpecialTokens } from './specials.ts';

export const vocabularyFormat = 'rondo-vocabulary';

/** The form in which a vocabulary is stored. */
export interface VocabularyJson {
  readonly format: typeof vocabularyFormat;
  readonly version: 1;
  readonly specials: SpecialTokens;
  readonly tokens: readonly string[];
}

/** Checks a parsed JSON value field by field. */
export function readVocabularyJson(json: unknown): VocabularyJson {
  if (!isRecord(json)) fail('an object', json);
  if (json['format'] !== vocabularyFormat) fail(`"format": "${vocabularyFormat}"`, json['format']);
  if (json['version'] !== 1) fail('"version": 1', json['version']);
  const { specials, tokens } = json;
  if (!isRecord(specials)) fail('"specials" with pad, begin, end and unknown', specials);
  const spelling = (name: keyof SpecialTokens): string => {
    const value = specials[name];
    return typeof value === 'string' ? value : fail(`a string at specials.${name}`, value);
  };
  if (!Array.isArray(tokens)) fail('"tokens" to be an array', tokens);
  return {
    format: vocabularyFormat,
    version: 1,
    specials: {
      pad: spelling('pad'),
      begin: spelling('begin'),
      end: spelling('end'),
      unknown: spelling('unknown'),
    },
    tokens: tokens.map((token: unknown, index) =>
      typeof token === 'string' ? token : fail(`a string at tokens[${index}]`, token),
    ),
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fail(expected: string, received: unknown): never {
  const shown = (JSON.stringify(received) ?? 'nothing').slice(0, 60);
  throw new DataError(
    `vocabulary file: expected ${expected}, received ${shown}; write the file with JSON.stringify(vocabulary)`,
    { expected, received },
  );
}
