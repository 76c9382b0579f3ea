/** A line without blanks at its ends and with single blanks inside; every Unicode blank counts, and byte-order marks. */
export function normalizeLine(line: string): string {
  return line.trim().replace(/\s+/gu, ' ');
}
