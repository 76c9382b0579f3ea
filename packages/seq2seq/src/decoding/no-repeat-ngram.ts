/**
 * The tokens that would complete a sequence of n tokens that is there already (Paulus, Xiong & Socher 2018, section 2.5). With n = 1:
 * every token so far.
 */
export function nextOfRepeatedNgrams(ids: readonly number[], n: number): number[] {
  const suffix = ids.length - (n - 1);
  const next: number[] = [];
  for (let at = 0; at + n <= ids.length; at++) {
    let same = 0;
    while (same < n - 1 && ids[at + same] === ids[suffix + same]) same++;
    if (same === n - 1) next.push(ids[at + n - 1]!);
  }
  return next;
}
