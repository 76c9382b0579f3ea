/** Whether a sequence begins with another. */
export function startsWith(ids: readonly number[], start: readonly number[]): boolean {
  return start.every((id, i) => ids[i] === id);
}

/** Whether a sequence ends with another. */
export function endsWith(ids: readonly number[], end: readonly number[]): boolean {
  const from = ids.length - end.length;
  return from >= 0 && end.every((id, i) => ids[from + i] === id);
}
