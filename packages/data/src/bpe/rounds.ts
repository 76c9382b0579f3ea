import { MergeQueue, type QueuedMerge } from './merge-queue.ts';

/** The places, from left to right, whose symbols the merge of a rank may join. */
export interface Round {
  readonly rank: number;
  readonly places: Uint32Array;
}

interface Waiting extends QueuedMerge {
  readonly places: number[];
}

/** Places that wait for the merge of their rank: a queue of ranks, which are few, however many the places. */
export class Rounds {
  readonly #queue = new MergeQueue<Waiting>();
  readonly #waiting = new Map<number, number[]>();

  add(rank: number, place: number): void {
    const known = this.#waiting.get(rank);
    if (known) {
      known.push(place);
      return;
    }
    const places = [place];
    this.#waiting.set(rank, places);
    this.#queue.push({ left: 0, score: -rank, places });
  }

  /** Removes and returns the places of the smallest rank; what is added under it from now on is another round. */
  take(): Round | undefined {
    const top = this.#queue.pop();
    if (!top) return undefined;
    const rank = -top.score;
    this.#waiting.delete(rank);
    return { rank, places: Uint32Array.from(top.places).toSorted() };
  }
}
