import { specialIndex } from '@rondo/data';
import { allocateBeam } from './beam-banks.ts';
import type { Hypothesis } from './hypothesis.ts';
import type { OutputSoFar } from './next-tokens.ts';
import { PhraseProgress } from './phrase-progress.ts';
import type { Ranking } from './ranking.ts';

/** A hypothesis of beam search. */
export interface BeamHypothesis extends Hypothesis {
  /** The phrases of `mustContain` that it lacks: some only where no hypothesis has them all. */
  readonly missing: readonly (readonly number[])[];
}

/** When a sentence ends: see `BeamOptions`. */
export type Stopping = 'beamFinished' | 'topBeamFinished' | 'noBetter';

export interface SentenceSettings {
  readonly beam: number;
  readonly nBest: number;
  readonly stopping: Stopping;
  readonly ranking: Ranking;
  readonly limit: number;
  readonly prefix: readonly number[];
  readonly mustContain: readonly (readonly number[])[];
}

/** An unfinished hypothesis. */
export interface PartialHypothesis extends OutputSoFar {
  /** Its row in the tensors of the last step. */
  readonly row: number;
  readonly sum: number;
  readonly logProbabilities: readonly number[];
  readonly attention: readonly ArrayLike<number>[];
  readonly progress: PhraseProgress;
}

/** An unfinished hypothesis and a token that may follow it. */
export interface Candidate {
  readonly from: PartialHypothesis;
  readonly row: number;
  readonly id: number;
  readonly logProbability: number;
  readonly attention: ArrayLike<number> | undefined;
}

/** The beam of one sentence. */
export class SentenceBeam {
  readonly sentence: number;
  /** The unfinished hypotheses, the best first, all of one length; none once the sentence has ended. */
  live: readonly PartialHypothesis[];
  readonly #settings: SentenceSettings;
  readonly #finished: BeamHypothesis[] = [];
  readonly #cut: BeamHypothesis[] = [];
  #topFinished = false;

  constructor(sentence: number, row: number, settings: SentenceSettings) {
    this.sentence = sentence;
    this.#settings = settings;
    const start = {
      row,
      ids: [],
      forced: settings.prefix[0],
      sum: 0,
      logProbabilities: [],
      attention: [],
    };
    this.live = [{ ...start, progress: new PhraseProgress(settings.mustContain) }];
  }

  /** The n best, the best first: finished ones before those that were cut. */
  get best(): BeamHypothesis[] {
    return [...this.#finished, ...this.#cut]
      .toSorted(
        (a, b) =>
          a.missing.length - b.missing.length ||
          Number(b.finished) - Number(a.finished) ||
          b.score - a.score,
      )
      .slice(0, this.#settings.nBest);
  }

  /** Goes on with the best of the candidates. */
  advance(candidates: readonly Candidate[]): void {
    const before = this.live;
    const { limit } = this.#settings;
    const { ending, going } = this.#choose(candidates);
    for (const candidate of ending) this.#finish(candidate);
    const isAtLimit = before[0]!.ids.length >= limit;
    this.live = isAtLimit ? [] : going.map((candidate) => this.#extend(candidate));
    if (this.live.length === 0) {
      const ended = new Set(ending.map(({ from }) => from));
      for (const partial of before) if (!ended.has(partial)) this.#cutOff(partial);
    } else if (this.#isDone()) this.live = [];
  }

  /**
   * Picks what ends and what goes on, bank by bank. [end] counts only among the first candidates of a bank, as many as it has places: so a beam of 1
   * is greedy search.
   */
  #choose(candidates: readonly Candidate[]): { ending: Candidate[]; going: Candidate[] } {
    const all = candidates
      .filter(({ from, id }) => id !== specialIndex.end || from.progress.isComplete)
      .map((candidate) => ({ candidate, sum: candidate.from.sum + candidate.logProbability }))
      .toSorted((a, b) => b.sum - a.sum)
      .map(({ candidate }) => candidate);
    this.#topFinished ||= all[0]?.id === specialIndex.end;
    const banks = this.#banks(all);
    const places = allocateBeam(
      banks.map(({ length }) => length),
      this.#settings.beam,
    );
    const isEnd = ({ id }: Candidate): boolean => id === specialIndex.end;
    const going = new Set(
      banks.flatMap((bank, i) => bank.filter((one) => !isEnd(one)).slice(0, places[i])),
    );
    return {
      ending: banks.flatMap((bank, i) => bank.slice(0, places[i]).filter(isEnd)),
      going: all.filter((candidate) => going.has(candidate)),
    };
  }

  /** Candidates by the number of phrase tokens that they have, each bank the best first. */
  #banks(candidates: readonly Candidate[]): Candidate[][] {
    const needed = new PhraseProgress(this.#settings.mustContain).missing;
    const banks: Candidate[][] = Array.from({ length: needed + 1 }, () => []);
    for (const candidate of candidates) {
      const { missing } = candidate.from.progress.advance(candidate.id);
      banks[needed - missing]!.push(candidate);
    }
    return banks;
  }

  #isDone(): boolean {
    const { beam, nBest, stopping, ranking, limit } = this.#settings;
    const count = this.#finished.length;
    if (stopping === 'beamFinished' && count >= beam) return true;
    if (count < nBest) return false;
    if (stopping === 'topBeamFinished' && this.#topFinished) return true;
    const scores = this.#finished.map(({ score }) => score).toSorted((a, b) => b - a);
    const { sum, ids } = this.live.reduce((a, b) => (b.sum > a.sum ? b : a));
    return ranking.bound(sum, ids.length + 1, limit + 1) <= scores[nBest - 1]!;
  }

  #extend({ from, row, id, logProbability, attention }: Candidate): PartialHypothesis {
    const ids = [...from.ids, id];
    return {
      row,
      ids,
      forced: this.#settings.prefix[ids.length],
      sum: from.sum + logProbability,
      logProbabilities: [...from.logProbabilities, logProbability],
      attention: attention ? [...from.attention, attention] : [],
      progress: from.progress.advance(id),
    };
  }

  #finish(candidate: Candidate): void {
    const whole = { ...this.#extend(candidate), ids: candidate.from.ids };
    this.#finished.push(this.#hypothesis(whole, whole.ids.length + 1, true));
  }

  #cutOff(partial: PartialHypothesis): void {
    this.#cut.push(this.#hypothesis(partial, partial.ids.length, false));
  }

  #hypothesis(partial: PartialHypothesis, length: number, finished: boolean): BeamHypothesis {
    const { ids, sum, logProbabilities, attention, progress } = partial;
    return {
      ids,
      finished,
      score: this.#settings.ranking.score({ sum, length, attention }),
      logProbabilities,
      attention: attention.length > 0 ? attention.map((row) => Array.from(row)) : undefined,
      missing: progress.unmet,
    };
  }
}
