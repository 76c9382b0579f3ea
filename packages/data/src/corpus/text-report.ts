import { lengthReport, type LengthReport } from './length-report.ts';
import { normalizeLine } from './normalize-line.ts';
import { keyOf } from './pair-keys.ts';

/** What a person should know of a text of one sentence a line. */
export interface TextReport {
  readonly lines: number;
  readonly empty: number;
  /** Sentences that stand there before; case and blanks do not count. */
  readonly duplicates: number;
  /** Tokens between blanks of the lines that are not empty. */
  readonly lengths: LengthReport;
}

/** Counts lines, those without text, repeated ones, and tokens between blanks. */
export async function textReport(
  lines: Iterable<string> | AsyncIterable<string>,
): Promise<TextReport> {
  const seen = new Set<string>();
  const lengths: number[] = [];
  let count = 0;
  for await (const line of lines) {
    count += 1;
    const text = normalizeLine(line);
    if (text === '') continue;
    lengths.push(text.split(' ').length);
    seen.add(keyOf(text));
  }
  return {
    lines: count,
    empty: count - lengths.length,
    duplicates: lengths.length - seen.size,
    lengths: lengthReport(lengths),
  };
}
