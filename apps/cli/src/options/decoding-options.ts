import { Option } from '@commander-js/extra-typings';
import type { DecodingOptions } from '@rondo/seq2seq';
import { randomInt } from 'node:crypto';
import { UsageError } from '../errors.ts';
import type { TranslationSettings } from '../translation/settings.ts';
import { collect, numberAbove, realNumber, wholeNumber } from './numbers.ts';

/** What the options below are read into. */
export interface DecodingFlags {
  readonly beam?: number | undefined;
  readonly nBest?: number | undefined;
  readonly lengthPenalty?: number | undefined;
  readonly lengthNorm?: DecodingOptions['lengthPenalty'] | undefined;
  readonly coveragePenalty?: number | undefined;
  readonly wordReward?: number | undefined;
  readonly minLength?: number | undefined;
  readonly maxLength?: number | undefined;
  readonly noRepeatNgram?: number | undefined;
  readonly repetitionPenalty?: number | undefined;
  /** False with --no-unknown. */
  readonly unknown?: boolean | undefined;
  readonly replaceUnknown?: boolean | undefined;
  readonly sample?: boolean | undefined;
  readonly temperature?: number | undefined;
  readonly topK?: number | undefined;
  readonly topP?: number | undefined;
  readonly seed?: number | undefined;
  readonly prefix?: string | undefined;
  readonly mustContain?: readonly string[] | undefined;
  readonly mustNotContain?: readonly string[] | undefined;
}

const searching = 'Search:';
const limiting = 'What an output may be:';
const drawingTokens = 'Sampling:';

function list(heading: string, options: readonly Option[]): Option[] {
  return options.map((option) => option.helpGroup(heading));
}

/** An option whose name begins with `no`, and which does not negate another. */
function notNegating(option: Option): Option {
  option.negate = false;
  return option;
}

/** The options of commands that decode. */
function decodingOptions(): Option[] {
  return [
    ...list(searching, [
      new Option(
        '--beam <width>',
        'hypotheses kept side by side; 1 is greedy search, the default',
      ).argParser(wholeNumber(1, 1000)),
      new Option('--n-best <n>', 'outputs of each sentence, at most the beam').argParser(
        wholeNumber(1, 1000),
      ),
      new Option(
        '--length-penalty <alpha>',
        'the larger, the longer the outputs (default: 1)',
      ).argParser(realNumber(0)),
      new Option(
        '--length-norm <how>',
        'divide log-probabilities by length^alpha, as GNMT, or not (default: average)',
      ).choices(['average', 'gnmt', 'none']),
      new Option('--coverage-penalty <beta>', 'punish source words left out, as GNMT').argParser(
        realNumber(0),
      ),
      new Option('--word-reward <reward>', 'added to the score for each token').argParser(
        realNumber(-1e6, 1e6),
      ),
    ]),
    ...list(limiting, [
      new Option('--min-length <tokens>', 'shortest output').argParser(wholeNumber(0)),
      new Option(
        '--max-length <tokens>',
        'longest output (default: twice the source and 10)',
      ).argParser(wholeNumber(1)),
      notNegating(
        new Option('--no-repeat-ngram <n>', 'no n tokens in a row come twice').argParser(
          wholeNumber(1),
        ),
      ),
      new Option(
        '--repetition-penalty <theta>',
        'above 1: what has come becomes less probable',
      ).argParser(numberAbove(0)),
      new Option('--no-unknown', 'never put out the unknown word'),
      new Option(
        '--replace-unknown',
        'put the source word it looked at in place of an unknown word',
      ),
      new Option('--prefix <text>', 'how every output begins'),
      new Option(
        '--must-contain <words>',
        'words that every output has (again for more)',
      ).argParser(collect),
      new Option(
        '--must-not-contain <words>',
        'words that no output has (again for more)',
      ).argParser(collect),
    ]),
    ...list(drawingTokens, [
      new Option('--sample', 'draw the tokens instead of searching for the best'),
      new Option('--temperature <tau>', 'below 1 more careful, above 1 bolder').argParser(
        numberAbove(0),
      ),
      new Option('--top-k <k>', 'draw from the k most probable tokens').argParser(wholeNumber(1)),
      new Option(
        '--top-p <p>',
        'draw from the most probable tokens that have probability p together',
      ).argParser(numberAbove(0, 1)),
      new Option(
        '--seed <number>',
        'the same seed draws the same (default: another each time)',
      ).argParser(wholeNumber(0, 2 ** 32 - 1)),
    ]),
  ];
}

/** Gives a command the decoding options, but those of the given names. */
export function addDecodingOptions(
  command: { addOption(option: Option): unknown },
  leftOut: readonly string[] = [],
): void {
  for (const option of decodingOptions()) {
    if (!leftOut.includes(option.name())) command.addOption(option);
  }
}

/** The decoding options among all that a command was given. */
export function decodingFlags(options: Readonly<Record<string, unknown>>): DecodingFlags {
  const names = decodingOptions().map((option) => option.attributeName());
  return Object.fromEntries(names.map((name) => [name, options[name]]));
}

/**
 * What decoding options ask for; `nameOf` says how the user knows them.
 * @throws UsageError where they exclude each other.
 */
export function settingsOf(flags: DecodingFlags, nameOf = asOption): TranslationSettings {
  requireConsistent(flags, nameOf);
  const { lengthPenalty, lengthNorm, coveragePenalty, unknown, sample } = flags;
  const decoding: Record<keyof DecodingOptions, unknown> = {
    // More than one output needs as many hypotheses.
    beam: flags.beam ?? flags.nBest,
    nBest: flags.nBest,
    alpha: lengthPenalty,
    lengthPenalty: lengthNorm,
    coveragePenalty: coveragePenalty === undefined ? undefined : 'gnmt',
    beta: coveragePenalty,
    wordReward: flags.wordReward,
    minLength: flags.minLength,
    maxLength: flags.maxLength,
    noRepeatNgram: flags.noRepeatNgram,
    repetitionPenalty: flags.repetitionPenalty,
    allowUnknown: unknown,
    sampling: sample ? samplingOf(flags) : undefined,
    stopping: undefined,
    mustNotContain: undefined,
  };
  return {
    decoding: given(decoding),
    replaceUnknown: flags.replaceUnknown ?? false,
    prefix: flags.prefix ?? '',
    mustContain: flags.mustContain ?? [],
    mustNotContain: flags.mustNotContain ?? [],
  };
}

function samplingOf({ temperature, topK, topP, seed }: DecodingFlags): object {
  return given({ temperature, topK, topP, seed: seed ?? randomInt(2 ** 32) });
}

/** Without the entries that say nothing. */
function given(entries: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined));
}

function requireConsistent(flags: DecodingFlags, nameOf: (key: string) => string): void {
  const { sample = false, beam = 1, nBest = 1, mustContain = [] } = flags;
  const drawing = (['temperature', 'topK', 'topP', 'seed'] as const)
    .filter((key) => flags[key] !== undefined)
    .map(nameOf);
  if (!sample && drawing.length > 0) {
    throw new UsageError(`${drawing.join(', ')}: only sampling draws; add ${nameOf('sample')}`);
  }
  if (sample && (beam > 1 || nBest > 1 || mustContain.length > 0)) {
    const search = `${nameOf('beam')}, ${nameOf('nBest')} and ${nameOf('mustContain')}`;
    const draw = nameOf('sample');
    throw new UsageError(`${draw} draws one output; leave out ${search}, or ${draw}`);
  }
  if (flags.beam !== undefined && nBest > flags.beam) {
    throw new UsageError(
      `${nameOf('nBest')} ${nBest} is more than ${nameOf('beam')} ${flags.beam}; there are no more outputs than that`,
    );
  }
}

/** `noRepeatNgram` as `--no-repeat-ngram`. */
function asOption(key: string): string {
  return `--${key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
