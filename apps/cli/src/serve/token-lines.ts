import type { OutputToken } from '@rondo/seq2seq';

/** Bytes that may wait for a client before what is new is told in fewer lines. */
const waitingBytes = 2 ** 14;

/** Tells tokens as they come, and gives the last line. */
type Work = (onToken: (token: OutputToken) => void) => Promise<object>;

/**
 * Lines of JSON that grow with the work: `{"sentence", "tokens", "text"}` with the tokens since the last such line and the output so far, then the last line, or
 * that of a fault. They begin with the first token; who reads slowly gets fewer and longer ones, so that little waits for them.
 * @throws what the work throws before the first token.
 */
export function tokenLines(
  work: Work,
  faultLine: (error: unknown) => object,
): Promise<ReadableStream<Uint8Array>> {
  return new Promise((begin, fail) => {
    const lines = new Lines();
    let hasBegun = false;
    const start = (): void => {
      hasBegun = true;
      begin(lines.stream);
    };
    const onToken = (token: OutputToken): void => {
      lines.add(token);
      if (!hasBegun) start();
    };
    const end = (last: object): void => {
      lines.end(last);
      start();
    };
    work(onToken).then(end, (error: unknown) => (hasBegun ? end(faultLine(error)) : fail(error)));
  });
}

class Lines {
  readonly stream: ReadableStream<Uint8Array>;
  readonly #encoder = new TextEncoder();
  /** What is not told yet, of each sentence: its tokens, and the last of them. */
  readonly #untold = new Map<number, { readonly tokens: string[]; last: OutputToken }>();
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;

  constructor() {
    this.stream = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#controller = controller;
        },
        pull: () => this.#tell(),
        cancel: () => {
          this.#controller = undefined;
        },
      },
      new ByteLengthQueuingStrategy({ highWaterMark: waitingBytes }),
    );
  }

  add(last: OutputToken): void {
    const tokens = this.#untold.get(last.sentence)?.tokens ?? [];
    tokens.push(last.token);
    this.#untold.set(last.sentence, { tokens, last });
    if ((this.#controller?.desiredSize ?? 0) > 0) this.#tell();
  }

  end(last: object): void {
    this.#tell();
    this.#write(last);
    this.#controller?.close();
  }

  #tell(): void {
    const untold = [...this.#untold];
    // Before they are written, for that may ask for more.
    this.#untold.clear();
    for (const [sentence, { tokens, last }] of untold) {
      this.#write({ sentence, tokens, text: last.text });
    }
  }

  #write(line: object): void {
    this.#controller?.enqueue(this.#encoder.encode(`${JSON.stringify(line)}\n`));
  }
}
