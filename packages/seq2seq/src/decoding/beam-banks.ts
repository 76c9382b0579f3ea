/**
 * Dynamic beam allocation: how many of `beam` places each bank gets, where bank i holds `counts[i]` candidates with i tokens of their phrases in place.
 *
 * The places are divided evenly, the rest to the last bank; what a bank cannot fill goes to the others, the furthest first. So the beam is never larger
 * than without phrases, and the furthest hypothesis always stays.
 *
 * Source: Post & Vilar 2018, "Fast lexically constrained decoding with dynamic beam allocation", section 3.2.
 */
export function allocateBeam(counts: readonly number[], beam: number): number[] {
  const share = Math.floor(beam / counts.length);
  const last = beam - share * (counts.length - 1);
  const places = counts.map((count, bank) =>
    Math.min(count, bank === counts.length - 1 ? last : share),
  );
  let left = beam - places.reduce((a, b) => a + b, 0);
  for (let bank = counts.length - 1; bank >= 0; bank--) {
    const more = Math.min(left, counts[bank]! - places[bank]!);
    places[bank]! += more;
    left -= more;
  }
  return places;
}
