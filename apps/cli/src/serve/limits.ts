/** What a service takes on. */
export interface ServeLimits {
  /** Bytes of a request's body. */
  readonly bodyBytes: number;
  /** Sentences of a request. */
  readonly sentences: number;
  /** Source tokens of a sentence. */
  readonly sentenceTokens: number;
  /** Characters of a sentence, counted before it is split into tokens. */
  readonly sentenceCharacters: number;
  /** Sentences of all requests that wait or are worked on. */
  readonly queue: number;
  /** Hypotheses of beam search. */
  readonly beam: number;
  /** Tokens of an output. */
  readonly outputTokens: number;
  /** Seconds for a request's body to arrive. */
  readonly bodySeconds: number;
  /** Seconds for a request's translations to be done. */
  readonly seconds: number;
  /** Connections open at a time. */
  readonly connections: number;
}

export const defaultLimits: ServeLimits = {
  bodyBytes: 2 ** 20,
  sentences: 256,
  sentenceTokens: 256,
  sentenceCharacters: 2 ** 14,
  queue: 1024,
  beam: 16,
  outputTokens: 1024,
  bodySeconds: 10,
  seconds: 30,
  connections: 1024,
};
