import { nearest } from '@rondo/data';
import * as v from 'valibot';
import { HttpFault } from './http-fault.ts';
import type { ServeLimits } from './limits.ts';

/** Words that a request may ask for or forbid. */
const mostWords = 50;

const words = v.pipe(
  v.array(v.pipe(v.string(), v.minLength(1), v.maxLength(500))),
  v.maxLength(mostWords),
);

const whole = (least: number, most: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));
const number = (least: number, most: number) =>
  v.pipe(v.number(), v.minValue(least), v.maxValue(most));
const above = (bound: number, most: number) =>
  v.pipe(v.number(), v.gtValue(bound), v.maxValue(most));
const say = <T extends v.GenericSchema>(schema: T, text: string) =>
  v.optional(v.pipe(schema, v.description(text)));

/** How many faults of a request an answer names, and with how many characters each. */
const [mostFaults, faultLength] = [10, 200];

/** The body of a request to translate. */
export type TranslateRequest = v.InferOutput<ReturnType<typeof translateRequestSchema>>;

/** How a request asks to decode: the options of `rondo translate`. */
function optionsSchema({ beam, outputTokens }: ServeLimits) {
  return v.strictObject({
    beam: say(whole(1, beam), 'Hypotheses kept side by side; 1 is greedy search.'),
    nBest: say(whole(1, beam), 'Outputs of each sentence.'),
    lengthPenalty: say(number(0, 100), 'The larger, the longer the outputs.'),
    lengthNorm: say(
      v.picklist(['average', 'gnmt', 'none']),
      'What log-probabilities are divided by.',
    ),
    coveragePenalty: say(number(0, 100), 'Punishes source words left out.'),
    wordReward: say(number(-100, 100), 'Added to the score for each token.'),
    minLength: say(whole(0, outputTokens), 'Shortest output in tokens.'),
    maxLength: say(whole(1, outputTokens), 'Longest output in tokens.'),
    noRepeatNgram: say(whole(1, outputTokens), 'No n tokens in a row come twice.'),
    repetitionPenalty: say(above(0, 100), 'Above 1: what has come becomes less probable.'),
    unknown: say(v.boolean(), 'False: never put out the unknown word.'),
    replaceUnknown: say(
      v.boolean(),
      'Put the source word that it looked at in place of an unknown word.',
    ),
    prefix: say(v.pipe(v.string(), v.maxLength(1000)), 'How every output begins.'),
    mustContain: say(words, 'Words that every output has.'),
    mustNotContain: say(words, 'Words that no output has.'),
    sample: say(v.boolean(), 'Draw the tokens instead of searching for the best.'),
    temperature: say(above(0, 100), 'Below 1 more careful, above 1 bolder; with sample.'),
    topK: say(whole(1, 1e6), 'Draw from the k most probable tokens.'),
    topP: say(above(0, 1), 'Draw from the most probable tokens that have probability p together.'),
    seed: say(whole(0, 2 ** 32 - 1), 'The same seed draws the same.'),
  });
}

export function translateRequestSchema(limits: ServeLimits) {
  return v.strictObject({
    text: v.optional(v.pipe(v.string(), v.description('One sentence.'))),
    texts: v.optional(v.pipe(v.array(v.string()), v.description('Several sentences.'))),
    attention: say(v.boolean(), 'Tell where the model looked.'),
    stream: say(v.boolean(), 'Tell tokens as they are chosen, in lines of JSON; no beam search.'),
    options: v.optional(optionsSchema(limits), {}),
  });
}

/**
 * Reads a request.
 * @throws HttpFault with status 413 for too many sentences, 400 with the first faults otherwise.
 */
export function parseTranslateRequest(
  schema: ReturnType<typeof translateRequestSchema>,
  json: string,
  { sentences }: Pick<ServeLimits, 'sentences'>,
): TranslateRequest {
  const body = parseJson(json);
  if (Array.isArray(body)) {
    throw new HttpFault(400, 'bad_request', 'the body is a list; send it as {"texts": [ … ]}');
  }
  requireFew(body, sentences);
  requireFewWords(body);
  const result = v.safeParse(schema, body);
  if (!result.success) {
    throw new HttpFault(400, 'bad_request', describeAll(result.issues, schema));
  }
  const { text, texts } = result.output;
  if ((text === undefined) === (texts === undefined)) {
    throw new HttpFault(
      400,
      'bad_request',
      `give ${text === undefined ? 'text or texts' : 'text or texts, not both'}, for instance {"text": "a sentence"}`,
    );
  }
  return result.output;
}

/** Before each item is looked at. */
function requireFew(body: unknown, most: number): void {
  if (typeof body !== 'object' || body === null || !('texts' in body)) return;
  const { texts } = body;
  if (!Array.isArray(texts) || texts.length <= most) return;
  throw new HttpFault(
    413,
    'too_many_sentences',
    `${texts.length} sentences are more than ${most}; send fewer at a time`,
  );
}

/** As the schema, but before each item is looked at. */
function requireFewWords(body: unknown): void {
  if (typeof body !== 'object' || body === null || !('options' in body)) return;
  for (const [key, value] of Object.entries(body.options ?? {}).slice(0, 100)) {
    if (!Array.isArray(value) || value.length <= mostWords) continue;
    const message = `options.${key.slice(0, faultLength)}: expected <=${mostWords} items, received ${value.length}`;
    throw new HttpFault(400, 'bad_request', message);
  }
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const what = json.trim() === '' ? 'the body is empty' : `the body is not JSON: ${reason}`;
    throw new HttpFault(400, 'bad_json', `${what}; send for instance {"text": "a sentence"}`);
  }
}

function describeAll(
  issues: readonly v.BaseIssue<unknown>[],
  schema: ReturnType<typeof translateRequestSchema>,
): string {
  const more = issues.length > mostFaults ? `; and ${issues.length - mostFaults} more` : '';
  const named = issues.slice(0, mostFaults).map((issue) => {
    const fault = describe(issue, schema);
    return fault.length > faultLength ? `${fault.slice(0, faultLength)}…` : fault;
  });
  return `${named.join('; ')}${more}`;
}

function describe(
  issue: v.BaseIssue<unknown>,
  schema: ReturnType<typeof translateRequestSchema>,
): string {
  const path = v.getDotPath(issue) ?? '';
  const key = path.split('.').at(-1)?.slice(0, faultLength);
  if (issue.type === 'strict_object' && issue.expected === 'never') {
    const known = path.startsWith('options.')
      ? Object.keys(schema.entries.options.wrapped.entries)
      : Object.keys(schema.entries);
    const near = nearest(key, known);
    return `${path}: unknown; ${near === undefined ? `there is ${known.join(', ')}` : `did you mean ${near}?`}`;
  }
  return `${path === '' ? 'the body' : path}: expected ${issue.expected ?? 'something else'}, received ${issue.received}`;
}
