/** Asks one question at a time: of those that come meanwhile only the last one is asked. */
export class LatestCall<Question, Answer> {
  readonly #ask: (question: Question) => Promise<Answer>;
  readonly #onAnswer: (question: Question, answer: Answer) => void;
  readonly #onFault: (error: unknown) => void;
  #isAsking = false;
  #next: { readonly question: Question } | undefined;

  constructor(options: {
    readonly ask: (question: Question) => Promise<Answer>;
    readonly onAnswer: (question: Question, answer: Answer) => void;
    readonly onFault: (error: unknown) => void;
  }) {
    this.#ask = options.ask;
    this.#onAnswer = options.onAnswer;
    this.#onFault = options.onFault;
  }

  ask(question: Question): void {
    this.#next = { question };
    if (!this.#isAsking) void this.#askAll();
  }

  async #askAll(): Promise<void> {
    this.#isAsking = true;
    try {
      while (this.#next) {
        const { question } = this.#next;
        this.#next = undefined;
        this.#onAnswer(question, await this.#ask(question));
      }
    } catch (error) {
      this.#onFault(error);
    } finally {
      this.#isAsking = false;
    }
  }
}
