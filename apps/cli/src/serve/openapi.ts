import { toJsonSchema } from '@valibot/to-json-schema';
import { packageVersion } from '../version.ts';
import type { ServeLimits } from './limits.ts';
import { translateRequestSchema } from './request-schema.ts';

const text = { type: 'string' } as const;
const json = (schema: object) => ({ 'application/json': { schema } });
const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const fault = (description: string) => ({ description, content: json(reference('Fault')) });

const output = {
  text: { ...text, description: 'The translation.' },
  score: {
    type: 'number',
    description: 'Log-probability per token, or what lengthNorm and the penalties make of it.',
  },
  finished: { type: 'boolean', description: 'False where the output was cut at its longest.' },
} as const;

const tokens = (description: string) => ({ type: 'array', items: text, description });

const attentionWeights = {
  type: 'object',
  description: 'Where the model looked, with attention: of the best output.',
  required: ['source', 'target', 'weights'],
  properties: {
    source: tokens('Of the sentence, and its end.'),
    target: tokens('Of the output, and its end where the model came to it.'),
    weights: {
      type: 'array',
      description: 'A row for each token of the target, a column for each of the source.',
      items: { type: 'array', items: { type: 'number' } },
    },
  },
} as const;

/** The service as OpenAPI 3.1 describes it. */
export function openApi(limits: ServeLimits): object {
  const { $schema: _, ...request } = toJsonSchema(translateRequestSchema(limits), {
    target: 'draft-2020-12',
    typeMode: 'input',
  });
  const { properties } = request;
  return {
    openapi: '3.1.0',
    info: {
      title: 'Rondo',
      version: packageVersion(),
      description: 'Translates sentences with one model.',
    },
    paths: {
      '/translate': {
        post: {
          operationId: 'translate',
          summary: 'Translate a sentence or several',
          requestBody: { required: true, content: json(reference('TranslateRequest')) },
          responses: {
            200: {
              description:
                'The translations, in order; an empty sentence stays empty. With stream: lines of JSON, of tokens until the last one has the translations or a fault.',
              content: {
                ...json(reference('TranslateResponse')),
                'application/x-ndjson': { schema: reference('StreamedLine') },
              },
            },
            400: fault('The body is not JSON, or an option is unknown or out of range.'),
            408: fault(`The body did not arrive within ${limits.bodySeconds} s.`),
            413: fault(
              `More than ${limits.bodyBytes} bytes or ${limits.sentences} sentences, or a sentence of more than ${limits.sentenceCharacters} characters or ${limits.sentenceTokens} tokens.`,
            ),
            415: fault('The body is not sent as application/json.'),
            503: {
              ...fault('Too many sentences wait, or the service is about to end.'),
              headers: { 'Retry-After': { schema: text, description: 'Seconds to wait.' } },
            },
            default: fault(
              'What is no HTTP that the service speaks: 400, 408, 417 or 431 and the end of the connection.',
            ),
            504: fault(`The translations were not done within ${limits.seconds} s.`),
          },
        },
      },
      '/health': {
        get: {
          operationId: 'health',
          summary: 'Whether the service takes requests, and how it fares',
          responses: {
            200: { description: 'It does.', content: json(reference('Health')) },
            503: { description: 'It is about to end.', content: json(reference('Health')) },
          },
        },
      },
      '/openapi.json': {
        get: {
          operationId: 'openapi',
          summary: 'This description',
          responses: { 200: { description: 'OpenAPI 3.1', content: json({ type: 'object' }) } },
        },
      },
    },
    components: {
      schemas: {
        TranslateRequest: {
          ...request,
          properties: {
            ...properties,
            texts: { ...(properties?.['texts'] as object), maxItems: limits.sentences },
          },
          oneOf: [{ required: ['text'] }, { required: ['texts'] }],
        },
        TranslateResponse: {
          type: 'object',
          required: ['translations'],
          properties: { translations: { type: 'array', items: reference('Translation') } },
        },
        Translation: {
          type: 'object',
          required: ['text', 'score', 'finished'],
          properties: {
            ...output,
            attention: reference('AttentionWeights'),
            alternatives: {
              type: 'array',
              description: 'The next best outputs, with nBest.',
              items: { type: 'object', required: Object.keys(output), properties: output },
            },
          },
        },
        AttentionWeights: attentionWeights,
        StreamedLine: {
          oneOf: [reference('Tokens'), reference('TranslateResponse'), reference('Fault')],
        },
        Tokens: {
          type: 'object',
          required: ['sentence', 'tokens', 'text'],
          properties: {
            sentence: { type: 'integer', description: 'Which of the texts, from 0.' },
            tokens: tokens('Chosen since the line before.'),
            text: { ...text, description: 'The output so far.' },
          },
        },
        Fault: {
          type: 'object',
          required: ['error'],
          properties: {
            error: {
              type: 'object',
              required: ['code', 'message'],
              properties: { code: text, message: text },
            },
          },
        },
        Health: {
          type: 'object',
          required: ['status', 'model', 'load', 'answers', 'closed'],
          properties: {
            status: { type: 'string', enum: ['ok', 'ending'] },
            model: text,
            load: {
              type: 'object',
              required: ['sentences', 'limit'],
              properties: { sentences: { type: 'integer' }, limit: { type: 'integer' } },
            },
            answers: {
              type: 'object',
              description: 'How many requests to translate got each status.',
              additionalProperties: { type: 'integer' },
            },
            closed: {
              type: 'integer',
              description: 'Requests to translate whose client left before the answer.',
            },
          },
        },
      },
    },
  };
}
