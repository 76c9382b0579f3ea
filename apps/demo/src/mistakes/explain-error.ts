import { textsOf } from '../i18n/language.ts';
import { isGraphicsFault } from './graphics-fault.ts';
import { mistakeIn } from './mistake.ts';
import { fileMistakes, mistakeTexts, textMistakes } from './mistake-texts.ts';

export interface Explained {
  readonly text: string;
  /** What a package said of it, in English. */
  readonly detail?: string;
  readonly remedy?: 'cpu';
}

/** Errors of the packages about what they were given, by name. */
const wrongFile = new Set([
  'SafetensorsError',
  'CheckpointError',
  'ClassifierCheckpointError',
  'StateDictError',
]);
const wrongData = new Set(['DataError', 'ConfigError', 'TrainingError']);

/** Whether the error is told at the text that a person gave. */
export function isAboutText(error: unknown): boolean {
  const kind = mistakeIn(error)?.kind;
  return kind !== undefined && textMistakes.includes(kind);
}

/** Whether the error is told at the button that opens files. */
export function isAboutFile(error: unknown): boolean {
  const kind = mistakeIn(error)?.kind;
  return kind !== undefined && fileMistakes.includes(kind);
}

/** What a person is told of an error that is theirs to put right; undefined for a fault of the program. */
export function explainError(error: unknown): Explained | undefined {
  const t = textsOf(mistakeTexts);
  const mistake = mistakeIn(error);
  if (mistake) {
    const say = t[mistake.kind] as (...facts: readonly (string | number)[]) => string;
    return { text: say(...mistake.facts) };
  }
  if (!(error instanceof Error)) return undefined;
  const { name, message: detail } = error;
  if (wrongFile.has(name)) return { text: t.wrongFile(), detail };
  if (wrongData.has(name)) return { text: t.wrongData(), detail };
  if (isGraphicsFault(error)) return { text: t.noDevice(), detail, remedy: 'cpu' };
  return undefined;
}
