import { specialIndex, type PaddedSequences } from '@rondo/data';
import {
  concat,
  gather,
  keep,
  RangeFault,
  RondoError,
  scope,
  tensor,
  topk,
  type Tensor,
} from '@rondo/tensor';
import { DecodingRun, refuseNaN, type RunOptions } from './decoding-run.ts';
import type { IncrementalDecoder } from './incremental-decoder.ts';
import { lengthLimit, requireWhole } from './length-options.ts';
import { checkPrefixes, requireOneEach } from './prefixes.ts';
import { Ranking, type RankingOptions } from './ranking.ts';
import { SentenceBeam } from './sentence-beam.ts';
import type { BeamHypothesis, Candidate, PartialHypothesis, Stopping } from './sentence-beam.ts';
import { checkTokens, TokenRules, type TokenRuleOptions } from './token-rules.ts';

export interface BeamOptions extends TokenRuleOptions, RankingOptions, RunOptions {
  /** Hypotheses kept side by side for each sentence. Default 5. */
  readonly beam?: number;
  /** Hypotheses returned for each sentence, at most `beam`. Default 1. */
  readonly nBest?: number;
  /**
   * When a sentence ends. 'beamFinished' (the default): when `beam` hypotheses have ended, as in fairseq. 'topBeamFinished': when the best
   * candidate of a step has ended, as in OpenNMT, and `nBest` have. 'noBetter': never before it must. Each of them also ends where no hypothesis
   * can come among the n best any more, which changes no result.
   */
  readonly stopping?: Stopping;
  /** How the output of each sentence begins; no beginning where it is empty. */
  readonly prefixes?: readonly (readonly number[])[];
  /** Phrases that the output of each sentence contains, in any order; none where it is empty. The other rules are kept. */
  readonly mustContain?: readonly (readonly (readonly number[])[])[];
}

/**
 * Keeps the `beam` most probable beginnings at each step, all sentences and beams side by side, and returns the n best outputs of each sentence.
 * With phrases in `mustContain` the beam is divided among hypotheses by how much of them they have (dynamic beam allocation, Post & Vilar 2018).
 *
 * [end] counts only among the `beam` best candidates of a step, so that a beam of 1 is greedy search. An output that was cut at the length limit ranks behind
 * all that have ended, and one that lacks a phrase behind all others.
 * @throws RangeFault for options out of range.
 */
export async function beamSearch(
  model: IncrementalDecoder,
  source: PaddedSequences,
  options: BeamOptions = {},
): Promise<BeamHypothesis[][]> {
  const { targetVocabulary } = model;
  const [batch] = source.shape;
  const rules = new TokenRules('beamSearch', targetVocabulary, options);
  const ranking = new Ranking('beamSearch', options);
  const beams = startBeams(model, source, options, rules, ranking);
  if (batch === 0) return [];
  const attention = options.attention === true || ranking.needsAttention;
  const run = new DecodingRun(model, source, rules, { attention, signal: options.signal });
  const choices = Math.min(2 * (options.beam ?? 5), targetVocabulary);
  try {
    for (let live = beams; ;) {
      const columns = await advance(run, live, choices, ranking);
      const rows = live.map((beam) => beam.live.map((partial) => ({ beam, partial })));
      const lengths = source.lengths;
      let row = 0;
      for (const partials of rows) {
        const candidates = partials.flatMap(({ beam, partial }) =>
          columns.candidates(partial, row++, lengths[beam.sentence]!, beam.sentence),
        );
        partials[0]!.beam.advance(candidates);
      }
      const owners = rows.flat().map(({ beam }) => beam);
      live = live.filter((beam) => beam.live.length > 0);
      if (live.length === 0) break;
      continueWith(run, live, owners);
    }
  } finally {
    run.dispose();
  }
  return beams.map(({ best }) => withWanted(best, options));
}

function startBeams(
  model: IncrementalDecoder,
  source: PaddedSequences,
  options: BeamOptions,
  { forbidden }: TokenRules,
  ranking: Ranking,
): SentenceBeam[] {
  const { beam = 5, nBest = 1, stopping = 'beamFinished', prefixes, mustContain } = options;
  const [batch] = source.shape;
  const where = 'beamSearch';
  requireWhole(where, 'beam', beam, 1);
  requireWhole(where, 'nBest', nBest, 1);
  if (nBest > beam) {
    throw new RangeFault(
      `${where}: nBest ${nBest} is more than beam ${beam}; there are no more hypotheses than that`,
      { nBest, beam },
    );
  }
  checkPrefixes(where, options, batch, forbidden);
  if (mustContain) requireOneEach(where, 'mustContain', mustContain, batch);
  return Array.from(source.lengths, (length, n) => {
    const prefix = prefixes?.[n] ?? [];
    const phrases = mustContain?.[n] ?? [];
    const needed = checkPhrases(phrases, n, options, forbidden);
    const limit = lengthLimit(options, model, length, prefix.length + needed);
    const settings = { beam, nBest, stopping, ranking, limit, prefix, mustContain: phrases };
    return new SentenceBeam(n, n, settings);
  });
}

/** @returns the number of tokens in the phrases of a sentence. */
function checkPhrases(
  phrases: readonly (readonly number[])[],
  sentence: number,
  { maxLength = Infinity }: BeamOptions,
  forbidden: Uint8Array,
): number {
  for (const phrase of phrases) {
    checkTokens('beamSearch', `a phrase of mustContain[${sentence}]`, phrase, forbidden.length);
  }
  const banned = phrases.flat().find((id) => forbidden[id]);
  const needed = phrases.flat().length;
  if (banned === undefined && needed <= maxLength) return needed;
  const fault =
    banned === undefined
      ? `has ${needed} tokens, more than maxLength ${maxLength}`
      : `has the forbidden ${banned}`;
  throw new RangeFault(
    `beamSearch: mustContain[${sentence}] ${fault}; change the one or the other`,
    { sentence, phrases },
  );
}

/** What is read back of a step: for each row the best tokens, the tokens that were asked about, and the attention. */
class StepColumns {
  readonly #values: ArrayLike<number>;
  readonly #width: number;
  readonly #choices: number;
  readonly #asked: readonly (readonly number[])[];
  readonly #askedWidth: number;

  constructor(
    values: ArrayLike<number>,
    width: number,
    choices: number,
    asked: readonly (readonly number[])[],
  ) {
    this.#values = values;
    this.#width = width;
    this.#choices = choices;
    this.#asked = asked;
    this.#askedWidth = longestOf(asked);
  }

  /** The allowed tokens after a hypothesis, each once. */
  candidates(
    from: PartialHypothesis,
    row: number,
    sourceLength: number,
    sentence: number,
  ): Candidate[] {
    const at = row * this.#width;
    const attentionAt = at + 2 * this.#choices + this.#askedWidth;
    const attention =
      attentionAt < at + this.#width
        ? Float32Array.from({ length: sourceLength }, (_, s) => this.#values[attentionAt + s]!)
        : undefined;
    const asked = this.#asked[row]!.map((id, i) => ({
      id,
      logProbability: this.#values[at + 2 * this.#choices + i]!,
    }));
    const best = Array.from({ length: this.#choices }, (_, i) => ({
      id: this.#values[at + this.#choices + i]!,
      logProbability: this.#values[at + i]!,
    }));
    refuseNaN(best[0]!.logProbability, sentence, from.ids.length);
    const known = new Set(best.map(({ id }) => id));
    const tokens =
      from.forced === undefined ? [...best, ...asked.filter(({ id }) => !known.has(id))] : asked;
    return tokens
      .filter(({ logProbability }) => logProbability > -Infinity)
      .map((token) => ({ from, row, attention, ...token }));
  }
}

async function advance(
  run: DecodingRun,
  live: readonly SentenceBeam[],
  choices: number,
  { needsAttention }: Ranking,
): Promise<StepColumns> {
  const partials = live.flatMap((beam) => beam.live);
  const asked = partials.map(({ forced, progress }) =>
    forced === undefined ? progress.next : [forced],
  );
  const read = keep(
    scope(() => {
      const last = partials.map(({ ids }) => ids.at(-1) ?? specialIndex.begin);
      const step = run.step(tensor(Int32Array.from(last)), partials);
      const { scores, logSum, attention } = step;
      if (needsAttention && !attention) {
        throw new RondoError(
          "beamSearch: a coverage penalty needs a model with attention; set coveragePenalty to 'none'",
        );
      }
      const best = topk(scores, choices);
      const columns = [best.values.sub(logSum), best.indices.cast('float32')];
      if (longestOf(asked) > 0) columns.push(gather(scores, -1, placesOf(asked)).sub(logSum));
      if (attention) columns.push(attention);
      return concat(columns, 1);
    }),
  );
  const width = read.shape[1]!;
  return new StepColumns(await run.read(read), width, choices, asked);
}

function placesOf(lists: readonly (readonly number[])[]): Tensor {
  const longest = longestOf(lists);
  const places = new Int32Array(lists.length * longest);
  for (const [n, list] of lists.entries()) places.set(list, n * longest);
  return tensor(places, { shape: [lists.length, longest] });
}

function longestOf(lists: readonly (readonly number[])[]): number {
  return lists.reduce((most, { length }) => Math.max(most, length), 0);
}

/** Puts the rows of the model in the order of the hypotheses that go on; `owners` says whose rows they were. */
function continueWith(
  run: DecodingRun,
  live: readonly SentenceBeam[],
  owners: readonly SentenceBeam[],
): void {
  const rows = live.flatMap((beam) => beam.live.map(({ row }) => row));
  const stays = rows.length === owners.length;
  if (stays && rows.every((row, i) => row === i)) return;
  const after = live.flatMap((beam) => beam.live.map(() => beam));
  run.reorder(rows, { sameSources: stays && after.every((beam, i) => beam === owners[i]) });
}

/** Without the attention that only the ranking asked for. */
function withWanted(best: BeamHypothesis[], { attention = false }: BeamOptions): BeamHypothesis[] {
  return attention ? best : best.map((hypothesis) => ({ ...hypothesis, attention: undefined }));
}
