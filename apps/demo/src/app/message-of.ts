import { explainError } from '../mistakes/explain-error.ts';

/** The text of whatever was thrown. */
export function messageOf(error: unknown): string {
  const explained = explainError(error);
  if (explained) return [explained.text, explained.detail].filter(Boolean).join(' ');
  if (error instanceof Error) return error.message || error.name;
  return String(error);
}
