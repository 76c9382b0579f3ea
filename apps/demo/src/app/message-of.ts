/** The text of whatever was thrown. The errors of our packages say what is wrong and what helps. */
export function messageOf(error: unknown): string {
  if (error instanceof Error) return error.message || error.name;
  return String(error);
}
