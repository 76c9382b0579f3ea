import { BandedEditDistance, type Alignment } from './banded-edit-distance.ts';

// Tercom's limits, and sacreBLEU's limit of how many shifts of one sentence are tried.
const longestShift = 10;
const farthestShift = 50;
const mostCandidates = 1000;

/** A block of the hypothesis, the words from `start` on, that is taken out and put back at `destination`. */
interface Shift {
  readonly gain: number;
  readonly start: number;
  readonly length: number;
  /** The place in the unshifted hypothesis before which the block goes. */
  readonly target: number;
  readonly shifted: Int32Array;
}

/**
 * The edits that turn a hypothesis into a reference: insertions, deletions, substitutions, and shifts of a block of words, found
 * greedily (Snover et al. 2006, section 3): as long as one shift lowers the edit distance, take the one that lowers it most.
 */
export function translationEdits(
  hypothesis: readonly string[],
  reference: readonly string[],
): number {
  if (reference.length === 0) return hypothesis.length;
  const numbers = new Map<string, number>();
  const numbered = (words: readonly string[]): Int32Array =>
    Int32Array.from(words, (word) => {
      if (!numbers.has(word)) numbers.set(word, numbers.size);
      return numbers.get(word)!;
    });
  const target = numbered(reference);
  let words = numbered(hypothesis);
  const distances = new BandedEditDistance(target, words.length);
  const budget = { candidates: mostCandidates };
  for (let shifts = 0; ; shifts++) {
    const alignment = distances.align(words);
    const shift = bestShift(words, target, distances, alignment, budget);
    // A search that ran out of candidates is not trusted: its best shift is dropped.
    if (!shift || shift.gain <= 0 || budget.candidates <= 0) return shifts + alignment.distance;
    words = shift.shifted;
  }
}

/** The shift that lowers the distance most; of several the longest, then the first from the left, then the one that goes farthest left. */
function bestShift(
  words: Int32Array,
  reference: Int32Array,
  distances: BandedEditDistance,
  alignment: Alignment & { readonly distance: number },
  budget: { candidates: number },
): Shift | undefined {
  let best: Shift | undefined;
  for (const { start, at, length } of movableBlocks(words, reference, alignment)) {
    let previous = -1;
    for (let offset = -1; offset < length; offset++) {
      const target = at + offset < 0 ? 0 : alignment.positions[at + offset]! + 1;
      if (target === previous) continue;
      previous = target;
      const destination = destinationOf(start, length, target, words.length);
      const shifted = move(words, start, length, destination);
      const distance = distances.distance(shifted, Math.min(start, destination));
      const shift = { gain: alignment.distance - distance, start, length, target, shifted };
      if (!best || isBetter(shift, best)) best = shift;
      budget.candidates--;
    }
    if (budget.candidates <= 0) break;
  }
  return best;
}

function isBetter(a: Shift, b: Shift): boolean {
  if (a.gain !== b.gain) return a.gain > b.gain;
  if (a.length !== b.length) return a.length > b.length;
  if (a.start !== b.start) return a.start < b.start;
  return a.target < b.target;
}

/** Blocks of the hypothesis that also stand at `at` in the reference, where both sides have an error and the block is not there yet. */
function* movableBlocks(
  words: Int32Array,
  reference: Int32Array,
  { positions, referenceErrors, hypothesisErrors }: Alignment,
): Generator<{ readonly start: number; readonly at: number; readonly length: number }> {
  for (let start = 0; start < words.length; start++) {
    const last = Math.min(reference.length - 1, start + farthestShift);
    for (let at = Math.max(0, start - farthestShift); at <= last; at++) {
      const longest = Math.min(longestShift, words.length - start, reference.length - at);
      let [wrong, missing] = [false, false];
      for (let i = 0; i < longest && words[start + i] === reference[at + i]; i++) {
        wrong ||= hypothesisErrors[start + i] === 1;
        missing ||= referenceErrors[at + i] === 1;
        const length = i + 1;
        const inside = start <= positions[at]! && positions[at]! < start + length;
        if (wrong && missing && !inside) yield { start, at, length };
      }
    }
  }
}

/** Where a block begins after it was put before the word `target`; a target inside the block moves it on by as many words. */
function destinationOf(start: number, length: number, target: number, count: number): number {
  if (target < start) return target;
  return target > start + length ? target - length : Math.min(target, count - length);
}

function move(words: Int32Array, start: number, length: number, destination: number): Int32Array {
  const moved = words.slice();
  if (destination < start) moved.copyWithin(destination + length, destination, start);
  else moved.copyWithin(start, start + length, destination + length);
  moved.set(words.subarray(start, start + length), destination);
  return moved;
}
